import os

import requests

BASE = os.environ.get("SMOKE_BASE_URL", "http://localhost:8000")


def get(path):
    return requests.get(BASE + path, timeout=5)


def test_health():
    r = get("/api/health/")
    assert r.status_code == 200 and r.json()["status"] == "ok"


def test_status():
    r = get("/api/v1/status/")
    assert r.status_code == 200 and r.json()["permissions"] > 0


def test_auth_health():
    assert get("/api/v1/auth/health/").status_code == 200


def test_permissions():
    assert len(get("/api/v1/permissions/").json()) >= 24


def test_admin_login_page():
    assert get("/admin/login/").status_code == 200
