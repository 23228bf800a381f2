"""How long each class of record is kept, since when, and why."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.foundation.people.requests import SignedInRequest
from portal.foundation.records import actions, permissions
from portal.foundation.records.models import Disposal, RetentionRule
from portal.home.records_office.forms import PeriodForm
from portal.home.records_office.views.common import enter, theirs


@never_cache
@require_safe
def retention(request: SignedInRequest) -> HttpResponse:
    user = enter(request)
    # Those of a member alone are in no count: no officer knows that they are there.
    open_ones = theirs(user, Disposal.objects.open().exclude(holder=Disposal.Holder.MEMBER)).order_by()
    counted = dict(open_ones.values_list("rule").annotate(number=Count("pk")))
    rows = [
        {
            "rule": rule,
            "slug": rule.pk.replace(".", "-"),
            "changes": list(rule.changes.all()),
            "on_their_way": counted.get(rule.pk, 0),
        }
        for rule in RetentionRule.objects.prefetch_related("changes__by")
    ]
    can_change = permissions.can_change_retention(user)
    return render(request, "records_office/retention.html", {"rows": rows, "can_change": can_change})


@never_cache
@require_http_methods(["GET", "POST"])
def change(request: SignedInRequest, rule: str) -> HttpResponse:
    """A change applies to old records too; what becomes due by it is announced 30 days before it goes."""
    if not permissions.can_change_retention(request.user):
        raise PermissionDenied
    kept = get_object_or_404(RetentionRule, pk=rule.replace("-", ".", 1))
    given = {"version": kept.version, "amount": kept.amount, "unit": kept.unit, "basis": kept.basis}
    form = PeriodForm(request.POST) if request.method == "POST" else PeriodForm(initial=given)
    if form.is_bound and form.is_valid():
        try:
            actions.change_period(rule=kept, version=form.seen(), by=request.user, **form.said())
        except actions.StaleRecord as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The period is changed, for old records too. What is due is being reckoned anew.")
            return redirect("records_office:retention")
    context = {
        "form": form,
        "title": f"How long: {kept.label}",
        "lead": f"Now {kept.period} from {kept.counted_from}. A change counts for every record of this class, old ones "
        "too. Nothing goes sooner than 30 days after it was announced. Drafts, and what is its member’s alone, go "
        "without an officer’s approval.",
        "back": reverse("records_office:retention"),
        "button": "Change the period",
    }
    return render(request, "records_office/form.html", context)
