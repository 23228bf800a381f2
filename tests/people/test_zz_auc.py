import time, random, pytest
from django.test import Client
from tests.factories.people import UserFactory
from django.urls import reverse
pytestmark = pytest.mark.django_db
def test_auc(settings):
    settings.ACCOUNT_RATE_LIMITS = {k: None for k in ("login","login_failed","reset_password")}
    u = UserFactory(); c = Client(); t={0:[],1:[]}
    order=[0,1]*100; random.shuffle(order)
    for w in order:
        e = u.email if w else f"st{random.randrange(9)}ger0@council.example"
        s=time.perf_counter(); c.post(reverse("account_reset_password"), {"email": e}); t[w].append(time.perf_counter()-s)
    n=sum((a>b)+.5*(a==b) for a in t[1] for b in t[0])/len(t[0])/len(t[1])
    print("AUC",round(n,3))
