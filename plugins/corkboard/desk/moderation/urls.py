"""The addresses of the moderators' pages, and of what jobs fetch."""

from __future__ import annotations

from django.urls import path

from corkboard.desk.api.approved import approved, closed
from corkboard.desk.health import health
from corkboard.desk.mail.pages import decide_by_link
from corkboard.desk.moderation import comment_pages, moderator_pages, own_settings
from corkboard.desk.moderation.blocklist import block_author, blocklist, remove_block
from corkboard.desk.moderation.log import log
from corkboard.desk.moderation.queue import decide_many, queue, undo_many
from corkboard.desk.moderation.report_pages import close_report, reports
from corkboard.desk.moderation.searching import search
from corkboard.desk.moderation.sessions import log_in, log_out
from corkboard.desk.moderation.thread_pages import close_or_open_thread, threads

urlpatterns = [
    path("", queue, name="queue"),
    path("decide/", decide_many, name="decide-many"),
    path("undo/", undo_many, name="undo-many"),
    path("login/", log_in, name="login"),
    path("logout/", log_out, name="logout"),
    path("comments/<slug:id>/", comment_pages.comment, name="comment"),
    path("comments/<slug:id>/decide/", comment_pages.decide_comment, name="decide"),
    path("comments/<slug:id>/undo/", comment_pages.undo_comment, name="undo"),
    path("comments/<slug:id>/edit/", comment_pages.edit_comment, name="edit"),
    path("comments/<slug:id>/pin/", comment_pages.pin_comment, name="pin"),
    path("comments/<slug:id>/reply/", comment_pages.reply_to_comment, name="reply"),
    path("comments/<slug:id>/block/", block_author, name="block-author"),
    path("search/", search, name="search"),
    path("reports/", reports, name="reports"),
    path("reports/<slug:id>/close/", close_report, name="close-report"),
    path("threads/", threads, name="threads"),
    path("threads/set/", close_or_open_thread, name="set-thread"),
    path("blocklist/", blocklist, name="blocklist"),
    path("blocklist/<int:number>/remove/", remove_block, name="unblock"),
    path("log/", log, name="log"),
    path("moderators/", moderator_pages.moderators, name="moderators"),
    path("moderators/<int:number>/", moderator_pages.change, name="change-moderator"),
    path("moderators/<int:number>/renew/", moderator_pages.renew, name="renew-moderator"),
    path("settings/", own_settings.own_settings, name="settings"),
    path("settings/wishes/", own_settings.own_wishes, name="wishes"),
    path("settings/password/", own_settings.own_password, name="password"),
    path("settings/app/", own_settings.own_app, name="app"),
    path("settings/codes/", own_settings.own_codes, name="codes"),
    path("api/v1/approved", approved, name="approved"),
    path("api/v1/closed", closed, name="closed"),
    path("mail/<str:token>/", decide_by_link, name="by-link"),
    path("health", health),
]
