"""Logging in with a password and a second factor, and out."""

from __future__ import annotations

import django_otp
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from corkboard.desk.moderation.audit import Actor, record
from corkboard.desk.moderation.models import Action
from corkboard.desk.moderation.returning import own_path

__all__ = ["log_in", "log_out"]

_LONGEST_NAME = 80


@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """Both factors on one page: nobody learns which one was wrong."""
    back = own_path(request.POST.get("next", request.GET.get("next", "")))
    if request.method != "POST":
        return render(request, "moderation/login.html", {"next": back})
    name = request.POST.get("username", "")
    if len(name) > _LONGEST_NAME:  # longer than what can be counted against guessing
        name = ""
    moderator = authenticate(request, username=name, password=request.POST.get("password", ""))
    locked = getattr(request, "axes_locked_out", False)
    if moderator is not None:
        device = django_otp.match_token(moderator, request.POST.get("code", "").replace(" ", ""))
        if device is not None:
            login(request, moderator)
            django_otp.login(request, device)
            record(Actor(moderator.name, "page"), Action.LOG_IN, moderator.name)
            return redirect(back)
        # A wrong code counts like a wrong password, with who guards against guessing.
        user_login_failed.send(sender=__name__, credentials={"username": name}, request=request)
        locked = getattr(request, "axes_locked_out", False)
    said = (
        _("There were too many attempts; try again in an hour.")
        if locked
        else _("The name, the password or the code is wrong.")
    )
    shown = {"said": said, "name": name, "next": back}
    return render(request, "moderation/login.html", shown, status=429 if locked else 422)


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("/login/")
