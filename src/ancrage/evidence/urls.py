"""The addresses of the evidence."""

from django.urls import path

from ancrage.evidence.views import forecast, priority

urlpatterns = [
    path("priorite/", priority.national, name="priority"),
    path("priorite/<str:operator>/", priority.detail, name="priority_operator"),
    path("priorite/<str:operator>/<str:measure>/", priority.detail, name="priority_measure"),
    path("previsions/", forecast.national, name="forecast"),
    path("previsions/<str:operator>/", forecast.detail, name="forecast_operator"),
    path("previsions/<str:operator>/<str:measure>/", forecast.detail, name="forecast_measure"),
]
