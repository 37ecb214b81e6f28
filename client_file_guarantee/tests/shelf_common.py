from .cases_common import GuaranteeCase


class ShelfCase(GuaranteeCase):
    """A room with a cabinet, a board and two boxes; a hand-over of two papers, 12 and 3 pages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.places = {}
        parent = cls.env["client.archive.place"]
        for kind, name in (
            ("1_room", "一号库房"),
            ("2_cabinet", "甲柜"),
            ("3_shelf", "三层"),
            ("4_box", "一盒"),
        ):
            parent = (
                cls.env["client.archive.place"]
                .with_user(cls.archivist)
                .create({"name": name, "kind": kind, "parent_id": parent.id})
                .with_env(cls.env)
            )
            cls.places[kind] = parent
        cls.box = cls.places["4_box"]
        cls.box2 = cls.box.copy({"name": "二盒"})
        cls.case = cls._create_case(1_000_000)

    @classmethod
    def _hand_over(cls, kind="loan"):
        """Received papers, waiting to be arranged."""
        papers = [
            cls._create_document(cls.file, user=cls.officer, name=name, pages=pages)
            for name, pages in (("借款合同", 12), ("保证合同", 3))
        ]
        handover = (
            cls.env["client.guarantee.handover"]
            .with_user(cls.officer)
            .create([{"case_id": cls.case.id, "kind": kind}])
        )
        cls.env["client.guarantee.handover.line"].with_user(cls.officer).create(
            [
                {
                    "handover_id": handover.id,
                    "name": paper.name,
                    "document_id": paper.id,
                    "pages": paper.pages,
                }
                for paper in papers
            ]
        )
        handover._submit()
        handover = handover.with_user(cls.archivist)
        handover.action_take()
        handover.action_all_complete()
        handover._receive()
        return handover.with_env(cls.env)

    @classmethod
    def _arrange(cls, handover=None):
        handover = handover or cls._hand_over()
        handover.with_user(cls.archivist).action_arrange()
        return handover.unit_ids

    @classmethod
    def _shelve(cls, unit=None, place=None):
        unit = unit or cls._arrange()
        unit.with_user(cls.archivist)._put_away((place or cls.box).with_user(cls.archivist))
        return unit

    @classmethod
    def _ask(cls, unit, user=None, **values):
        loans = cls.env["client.archive.loan"].with_user(user or cls.officer)
        return loans.create([{"unit_id": unit.id, "purpose": "保后检查", **values}]).with_env(
            cls.env
        )

    @classmethod
    def _lend(cls, unit, user=None, **values):
        loan = cls._ask(unit, user, **values)
        loan.with_user(cls.manager)._approve()
        loan.with_user(cls.archivist)._issue(unit.pages)
        return loan
