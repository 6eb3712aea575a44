"""Claims: which photos a worker may label now, so that many workers on one catalog label none twice.

A worker takes a chunk in a short transaction: a row of `claims`, and its number in the photos' `claim_id`. It renews
the claim while it labels; its predictions and the claim's end are one transaction. A claim that ran out belongs to a
worker that died: the next one that asks frees its photos. A claim whose photos could not be labelled is kept as tried,
and freed by the first run that began later: so each run tries a photo once, and waits for none that nobody labels.

What is asked of the catalog is answered by an index in the order in which photos are taken, so that a claim costs the
same however many photos there are, and however many of them are labelled.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, func, select, text, tuple_, update
from sqlalchemy.orm import Session

from carcls.catalog import Catalog
from carcls.catalog.lookups import NAMES_A_QUERY, rows_of
from carcls.catalog.tables import IS_LABELLED, IS_NEW, Photo, Prediction, now
from carcls.catalog.tables import Claim as ClaimRow
from carcls.catalog.upsert import upsert

NO_SYNC = {"synchronize_session": False}  # no object of a session shows what these statements change

_new = text(IS_NEW)
_labelled = text(IS_LABELLED)
_place = tuple_(Photo.labelled_by, Photo.created_at, Photo.sha256)


@dataclass(frozen=True)
class Claim:
    """Photos that are this worker's to label, by sha256. id: its number in the catalog."""

    id: int
    sha256s: list[str]


def clock(catalog: Catalog) -> datetime:
    """This moment by the clock that all workers on a catalog share: the server's, or this machine's for SQLite."""
    with catalog.read() as session:
        return _clock(session)


def any_new(catalog: Catalog) -> bool:
    """Whether a photo waits that no model has labelled."""
    with catalog.read() as session:
        return _exists(session, select(Photo.sha256).where(_new))


class Claims:
    """What one run claims for one model: the newest first what no model has labelled; then, if the run relabels, the
    oldest first what another model has labelled. So new photos are first, whatever else is at work.
    """

    def __init__(
        self, catalog: Catalog, model_digest: str, seconds: float, *, relabel: bool, began: datetime | None = None
    ) -> None:
        """Begin a run, or join one.

        Args:
            model_digest: the model that labels.
            seconds: how long a claim holds unless it is renewed.
            relabel: whether photos that other models have labelled are taken too.
            began: when the run began that this worker joins, by `clock`; None: a run begins now.
        """
        self.catalog = catalog
        self.model_digest = model_digest
        self.seconds = seconds
        self.relabel = relabel
        self.began = began or clock(catalog)
        self._worker = f"{socket.gethostname()}:{os.getpid()}"
        self._last: tuple[str, datetime, str] | None = None  # where relabelling is: each run goes over it once

    def take(self, most: int) -> Claim | None:
        """Claim at most so many photos; None: none is free."""
        while True:
            with self.catalog.session() as session:
                _use_indices(session)
                moment = _clock(session)
                self._free_one(session, moment)
                found = to_label = self._new(session, most)
                if not found and self.relabel:
                    found = self._old(session, most)
                    to_label = self._pass_over(session, found)
                if not found:
                    return None
                if to_label:
                    return self._claim(session, to_label, moment)

    def renew(self, claim: Claim) -> None:
        """Hold a claim for as long again."""
        with self.catalog.session() as session:
            until = _clock(session) + timedelta(seconds=self.seconds)
            session.execute(update(ClaimRow).where(ClaimRow.id == claim.id).values(expires_at=until))

    def finish(self, claim: Claim, predictions: Sequence[dict[str, Any]]) -> None:
        """Write the claim's predictions, rows of `Prediction`, and end it; what has none counts as tried.

        A photo that has a prediction of this model keeps it.
        """
        failed = set(claim.sha256s) - {row["photo_sha256"] for row in predictions}
        with self.catalog.session() as session:
            # The claim's row before its photos, as in `_free_one`: who waits for whom cannot go round.
            if failed:
                session.execute(update(ClaimRow).where(ClaimRow.id == claim.id).values(tried_at=_clock(session)))
            else:
                session.execute(delete(ClaimRow).where(ClaimRow.id == claim.id))
            upsert(session, Prediction, predictions, key=["photo_sha256", "model_digest"])
            done = update(Photo).where(Photo.claim_id == claim.id, Photo.sha256.not_in(failed))
            session.execute(done.values(labelled_by=self.model_digest, claim_id=None), execution_options=NO_SYNC)

    def others_work(self) -> bool:
        """Whether photos that this run would label are claimed, and may come free: their worker may die."""
        going_on = select(ClaimRow.id).where(ClaimRow.tried_at.is_(None))
        if not self.relabel:
            is_new = select(Photo.sha256).where(Photo.claim_id == ClaimRow.id, Photo.labelled_by.is_(None)).exists()
            going_on = going_on.where(is_new)
        with self.catalog.read() as session:
            return _exists(session, going_on)

    def _claim(self, session: Session, sha256s: list[str], moment: datetime) -> Claim:
        row = ClaimRow(
            model_digest=self.model_digest,
            worker=self._worker,
            expires_at=moment + timedelta(seconds=self.seconds),
            created_at=moment,
        )
        session.add(row)
        session.flush()
        _set(session, sha256s, claim_id=row.id)
        return Claim(row.id, sha256s)

    def _free_one(self, session: Session, moment: datetime) -> None:
        """One a time: a store that was away leaves many, and a claim should not wait for them all."""
        ran_out = ClaimRow.tried_at.is_(None) & (ClaimRow.expires_at < moment)
        claim = session.scalar(
            select(ClaimRow.id)
            .where(ran_out | (ClaimRow.tried_at < self.began))
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if claim is not None:
            session.execute(delete(ClaimRow).where(ClaimRow.id == claim))
            session.execute(update(Photo).where(Photo.claim_id == claim).values(claim_id=None))

    def _new(self, session: Session, most: int) -> list[str]:
        # By `claim_id`, which is the same for all, because only the index meant begins with it: PostgreSQL would take
        # the one on `created_at`, and walk through what is labelled.
        order = (Photo.claim_id.desc(), Photo.created_at.desc(), Photo.sha256.desc())
        return list(session.scalars(_lock(select(Photo.sha256).where(_new).order_by(*order), most)))

    def _old(self, session: Session, most: int) -> list[str]:
        # Two ranges of the index, before this model and behind it: what it has labelled is never walked through.
        for side in (Photo.labelled_by < self.model_digest, Photo.labelled_by > self.model_digest):
            oldest = select(Photo.labelled_by, Photo.created_at, Photo.sha256).where(_labelled, side)
            if self._last:
                oldest = oldest.where(_place > self._last)
            rows = session.execute(_lock(oldest.order_by(*_place.clauses), most)).tuples().all()
            if rows:
                self._last = rows[-1]
                return [sha256 for _, _, sha256 in rows]
        return []

    def _pass_over(self, session: Session, sha256s: Sequence[str]) -> list[str]:
        """Those to label. Others have a prediction of this model, which was in use before another one labelled them."""
        # All models' predictions of these few photos: an index on the model would have all its photos.
        said = select(Prediction.photo_sha256, Prediction.model_digest)
        rows = rows_of(session, said, Prediction.photo_sha256, sha256s)
        done = {sha256 for sha256, model in rows if model == self.model_digest}
        _set(session, done, labelled_by=self.model_digest)
        return [sha256 for sha256 in sha256s if sha256 not in done]


def _clock(session: Session) -> datetime:
    if session.get_bind().dialect.name == "sqlite":
        return now()
    moment: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
    return moment


def _use_indices(session: Session) -> None:
    """For this transaction. PostgreSQL's statistics are late after many photos came, or many predictions; by them it
    would read whole tables for 256 of their rows.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL enable_seqscan = off"))


def _lock(statement: Select[Any], most: int) -> Any:
    """Rows that another worker is about to claim are left out; one that sights a photo is not in the way."""
    return statement.limit(most).with_for_update(skip_locked=True, key_share=True)


def _exists(session: Session, statement: Select[Any]) -> bool:
    return session.execute(statement.limit(1)).first() is not None


def _set(session: Session, sha256s: Iterable[str], **values: Any) -> None:
    ordered = sorted(sha256s)
    for start in range(0, len(ordered), NAMES_A_QUERY):
        part = Photo.sha256.in_(ordered[start : start + NAMES_A_QUERY])
        session.execute(update(Photo).where(part).values(**values), execution_options=NO_SYNC)
