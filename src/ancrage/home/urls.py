from django.urls import include, path, register_converter

from ancrage.home import views


class MapForm:
    """The two files that a map is taken away in."""

    regex = "svg|png"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(MapForm, "form")

urlpatterns = [
    path("", views.home, name="home"),
    path("recherche/", views.search, name="search"),
    path("regions/", views.regions, name="regions"),
    path("regions/carte.<form:form>", views.regions_map, name="regions_map"),
    path("regions/<str:code>/", views.region, name="region"),
    path("regions/<str:code>/carte.<form:form>", views.region_map, name="region_map"),
    path("methode/", views.method, name="method"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("mentions-legales/", views.legal, name="legal"),
    path("", include("ancrage.home.calendar.urls")),
    path("", include("ancrage.home.path.urls")),
]
