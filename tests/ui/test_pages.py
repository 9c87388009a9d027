def test_gallery_is_a_page(client):
    page = client.get("/")
    assert page.status_code == 200
    assert "<h1>Galerie des composants</h1>" in page.content.decode()
    assert "<title>Galerie des composants – Ancrage</title>" in page.content.decode()
