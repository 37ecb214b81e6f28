from ..tools.dates import company_today
from ..tools.usage import month_ago
from .common import ClientFileCase


class UsageCase(ClientFileCase):
    """A group client of `rep` that uses private networks; months and attacks by factory."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_user").implied_ids += cls.env.ref(
            "client_file.client_file_group_vpmn"
        )
        cls.today = company_today(cls.env)
        cls.file = cls._open_file()
        cls.profile = cls._create_profile(cls.file)

    @classmethod
    def _create_profile(cls, file, user=None):
        profiles = cls.env["client.group.profile"].with_user(user or cls.rep)
        return profiles.create({"file_id": file.id}).with_env(cls.env)

    @classmethod
    def _fill(cls, fees, members=None, profile=None, last=1):
        """Months with these fees, oldest first; the newest one ended `last` months ago."""
        profile = profile or cls.profile
        members = members or [100] * len(fees)
        months = cls.env["client.usage.month"].with_user(cls.rep)
        return months.create(
            [
                {
                    "profile_id": profile.id,
                    "month": month_ago(cls.today, last + back),
                    "fee": fee,
                    "members": count,
                    "minutes": 1000,
                }
                for back, (fee, count) in enumerate(reversed(list(zip(fees, members, strict=True))))
                if fee is not None
            ]
        ).with_env(cls.env)

    @classmethod
    def _attack(cls, months_before=0, user=None, profile=None, **values):
        """An attack seen some months ago, by a cut of prices."""
        cls.rival = cls.env["client.competitor"].search([("name", "=", "测试对手")]) or cls.env[
            "client.competitor"
        ].create({"name": "测试对手"})
        seen = month_ago(cls.today, months_before) if months_before else cls.today
        return (
            cls.env["client.poach.event"]
            .with_user(user or cls.rep)
            .create(
                {
                    "profile_id": (profile or cls.profile).id,
                    "competitor_id": cls.rival.id,
                    "seen_on": seen,
                    "means_ids": cls.env.ref("client_file.poach_means_rival_price").ids,
                    **values,
                }
            )
            .with_env(cls.env)
        )

    @classmethod
    def _answer(cls, event, means="bundle", user=None, **values):
        return (
            cls.env["client.poach.response"]
            .with_user(user or cls.rep)
            .create(
                {
                    "event_id": event.id,
                    "means_id": cls.env.ref(f"client_file.poach_means_ours_{means}").id,
                    "name": "捆绑优惠",
                    **values,
                }
            )
            .with_env(cls.env)
        )
