"""Addresses of the inbox's pages."""

from django.urls import path

from ancrage.inbox.views import lists, messages, preferences

urlpatterns = [
    path("a-faire/", lists.inbox, name="inbox"),
    path("a-faire/lu/", lists.mark_as_read, name="inbox_read"),
    path("a-faire/non-lu/", lists.mark_as_unread, name="inbox_unread"),
    path("mes-notifications/", preferences.preferences, name="inbox_preferences"),
    path("notifications/arreter/<str:token>/", preferences.unsubscribe, name="inbox_unsubscribe"),
    path("messages-envoyes/", messages.sent_messages, name="sent_messages"),
    path("messages-envoyes/<slug:identifier>/", messages.sent_message, name="sent_message"),
    path(
        "messages-envoyes/<slug:identifier>/renvoyer/",
        messages.resend_message,
        name="message_resend",
    ),
]
