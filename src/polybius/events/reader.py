"""What each sentence tells: event words read with their light verbs and operators over the parse.

A reading is an event before it has participants, date and place: its trigger, type, status, and the
tokens that fill its roles.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from polybius.events import clause, factuality, frames, merging, modality, syntax
from polybius.events.conditions import Site, holds, is_a, is_any, site_of
from polybius.events.governors import PARTS_OF_SPEECH, Step, climb, lemmas, light_of
from polybius.events.lexicon import Lexicon, Operator, Pos, Word
from polybius.events.ontology import Ontology
from polybius.events.reading import Reading
from polybius.language.columns import children_of, columns_of
from polybius.records import Status

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    # A word, its part of speech in the lexicon, and its forms that have entries.
    _Entered = tuple[Token, Pos, list[str]]

# Future cooperation is an agreement to it, a future retreat a concession, future force or restriction a
# threat (PLOVER manual: AGREE, CONCEDE, auxiliary modes).
_PLANNED = {
    "CONSULT": "AGREE", "SUPPORT": "AGREE", "COOPERATE": "AGREE", "AID": "AGREE", "RETREAT": "AGREE",
    "CONCEDE": "AGREE",
    "ASSAULT": "THREATEN", "COERCE": "THREATEN", "SANCTION": "THREATEN", "PROTEST": "THREATEN",
}  # fmt: skip
# Types that only somebody can do, and classes of what is nobody.
_WILLED = frozenset({"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "REQUEST", "ACCUSE", "REJECT", "THREATEN"})
_THINGS = ("@infrastructure", "@weather", "@disease", "@vehicle", "@weapon", "@ammunition")
_PARTICLE = 0.6  # "turned away", "blew up": the verb with a particle often means another thing
# What is said in a call, a visit or a letter: "phoned her to congratulate her".
_SAID = frozenset({"SUPPORT", "ACCUSE", "CONCEDE", "REQUEST", "THREATEN", "REJECT"})
_SAYING = frozenset("call phone telephone ring write visit meet summon speak tweet text email contact address".split())
# What nobody will do, they refuse.
_REFUSABLE = frozenset({"CONSULT", "SUPPORT", "COOPERATE", "AID", "RETREAT", "CONCEDE", "AGREE"})


class Reader:
    """Reads sentences with a lexicon. ``is_actor`` tells whether a noun before a noun can act."""

    def __init__(self, lexicon: Lexicon, ontology: Ontology, is_actor: "Callable[[Token], bool]") -> None:
        self.lexicon = lexicon
        self.ontology = ontology
        self.is_actor = is_actor
        self.frames, self.mediation = frames.load()

    def _is_place(self, token: "Token") -> bool:
        return is_any(token, ("@place", "@territory", "@building"), self.lexicon)

    def read(self, sentence: "Span") -> list[Reading]:
        """The sentence's readings, in order of their triggers."""
        found: dict[int, Reading] = {}
        entered = list(self._entered(sentence))
        for token, pos, forms in entered:
            word = self._sense(token, pos, forms)
            if word is not None:
                found[token.i] = self._reading(token, word)
        outers = self._outers(found)
        self._standalone(entered, found, outers)
        merging.merge(found, self.mediation)
        for i in [i for i, r in found.items() if not self._willed(r)]:
            del found[i]
        told = modality.readings(sentence, {**found, **outers})
        readings = [*found.values(), *outers.values(), *told]
        return sorted(readings, key=lambda r: (r.token.i, r.outer is not None))

    def _willed(self, reading: Reading) -> bool:
        """Whether an act of will has somebody to do it: a dam that collapses, "sending water", sends no aid."""
        actors = reading.roles.get("actor", [])
        if reading.frame == "said-of" and not actors:
            return False  # nobody says it
        if reading.type not in _WILLED or not actors:
            return True
        return not all(
            is_any(t, _THINGS, self.lexicon) and not is_a(t, "@person", self.lexicon)
            for t in actors
        )

    # --- single words ---------------------------------------------------------------------------

    def _entered(self, sentence: "Span") -> "Iterator[_Entered]":
        """The words of a sentence that the lexicon has entries for."""
        doc, known = sentence.doc, self.lexicon.lemmas
        words = columns_of(doc)
        for i in range(sentence.start, sentence.end):
            pos = PARTS_OF_SPEECH.get(words.pos[i])
            if pos is not None:
                forms = [form for form in lemmas(words, i) if form in known]
                if forms:
                    yield doc[i], pos, forms

    def _sense(self, token: "Token", pos: Pos, forms: Sequence[str]) -> Word | None:
        """The entry that holds at a token, if any."""
        if (
            token.pos_ == "PROPN" and token.ent_type_ in ("PERSON", "GPE", "ORG", "NORP", "LOC", "DATE")
        ):
            return None
        for form in forms:
            senses = self.lexicon.senses(form, pos)
            if not senses and pos == "adj" and token.lower_.endswith(("ed", "en", "ing")):
                senses = self.lexicon.senses(form, "verb")
            for word in senses:
                if self._holds(word, site_of(token)):
                    return word
        return None

    def _holds(self, word: Word, site: Site) -> bool:
        return holds(word.when, site, self.lexicon, every=True) and not holds(
            word.unless, site, self.lexicon, every=False
        )

    def _reading(self, token: "Token", word: Word) -> Reading:
        steps = climb(token, self.lexicon, word.type)
        light = light_of(steps)
        frame = self.frames[word.frame]
        roles = frames.fill(
            token,
            frame,
            is_actor=self.is_actor, is_place=self._is_place,
            light=light.token if light else None,
            light_subject=light.light.subject if light and light.light else None,
        )
        reading = Reading(
            token=token,
            type=word.type,
            entry=word.key,
            frame=word.frame,
            status="occurred",
            confidence=word.weight,
            roles=roles,
            mode=word.mode,
            context=word.context,
            subtype=word.subtype,
            steps=steps,
            idiom=frozenset(t for t in word.when.get("object", ()) if not t.startswith("@")),
        )
        if "about" in word.when:
            reading.rules.append("what the text is about")
        if word.joint and len(roles.get("actor", [])) > 1:
            reading.type, reading.mode = word.joint, None
            reading.rules.append("done by two sides together")
        if light and light.light:
            reading.rules.append(f"{light.light.key} as light verb")
        reading.confidence *= clause.prominence(token, light is not None)
        if token.pos_ == "VERB" and syntax.particle(token) and not any(" " in lemma for lemma in word.lemma):
            reading.confidence *= _PARTICLE
        self._judge(reading)
        return reading

    # --- status ---------------------------------------------------------------------------------

    def _judge(self, reading: Reading) -> None:
        """Give a reading its status, and the type that its governors turn it into."""
        status = self._own_status(reading)
        for step in reading.steps:
            operator = step.operator
            if operator is not None:
                self._control(reading, step, operator)
                if reading.type in operator.convert:
                    turned = operator.convert[reading.type]
                    reading.rules.append(f"{operator.key} turns {reading.type} into {turned}")
                    reading.mode = self.ontology.inner_mode(turned, reading.type, reading.mode)
                    reading.type = turned
                    reading.subtype = operator.subtype
                    status = "occurred"
                elif operator.status is not None:
                    reading.rules.append(f"{operator.key} governs")
                    status = factuality.compose(status, operator.status)
            elif step.light is not None and step.light.status:
                status = factuality.compose(status, step.light.status)
            status = self._clause_status(step, status, reading)
        if status == "occurred" and factuality.in_condition(reading.token):
            status = "hypothetical"
        if status == "planned" and clause.is_purpose(reading):
            if reading.type in _SAID and reading.token.head.lemma_.lower() in _SAYING:
                reading.rules.append("said on that occasion")
                status = "occurred"
            else:
                reading.rules.append("a purpose")
                reading.confidence *= 0.6
        elif (
            status == "planned"
            and reading.type in _PLANNED
            and not any(s.operator and s.operator.type for s in reading.steps)
            and (reading.type != "CONCEDE" or clause.promised(reading))
        ):
            turned = _PLANNED[reading.type]
            if reading.type == "RETREAT" and not clause.promised(reading):
                turned = "CONCEDE"  # announced, not promised: "decided to withdraw", "the truce will begin"
            reading.rules.append(f"planned {reading.type} is {turned}")
            reading.mode = self.ontology.inner_mode(turned, reading.type, reading.mode)
            reading.type, reading.subtype = turned, None
        elif (
            status == "denied"
            and reading.type in _REFUSABLE
            and (reading.type == "CONCEDE" or clause.will_not(reading))
        ):
            reading.rules.append(f"{reading.type} that will not be is REJECT")
            reading.mode = self.ontology.inner_mode("REJECT", reading.type, reading.mode)
            reading.type, reading.subtype, status = "REJECT", None, "occurred"
        reading.status = status

    def _own_status(self, reading: Reading) -> Status:
        token = reading.token
        said = factuality.of_modifiers(token)
        if token.pos_ in ("VERB", "AUX"):
            said = clause.of_verb(token) or said
            if (
                said is None
                and token.dep_ in ("advcl", "acl")
                and syntax.clause_kind(token) == "to"
                and (not reading.steps or reading.steps[0].kind == "plain")
            ):
                said = "planned"
        if factuality.negated(token):
            reading.rules.append("negated")
            return "denied"
        return said or "occurred"

    def _clause_status(self, step: Step, status: Status, reading: Reading) -> Status:
        """What tense and negation of a governing word say of the event beneath it."""
        token = step.token
        bears = step.kind != "plain" or step.position in ("subject", "predicate", "to", "ing", "compound")
        if not bears or token.pos_ not in ("VERB", "AUX", "NOUN", "ADJ"):
            return status
        if step.operator is not None and step.operator.type is not None:
            return status  # the tense is the outer event's own
        said = clause.of_verb(token) if token.pos_ in ("VERB", "AUX") else factuality.of_modifiers(token)
        if said is not None and (
            step.position != "subject" or step.kind != "plain" or said in ("planned", "hypothetical")
        ):
            status = factuality.compose(status, said)
        if factuality.negated(token) and (
            step.kind == "light" or step.operator is not None or step.position in ("predicate", "to")
        ):
            if step.operator is not None and status == "denied":
                return "occurred"
            reading.rules.append("negated governor")
            return "denied"
        return status

    def _control(self, reading: Reading, step: Step, operator: Operator) -> None:
        """Let an operator's subject or object act in the event that it governs."""
        if operator.actor == "other" and reading.token.pos_ in ("VERB", "AUX"):
            own = [c for c in children_of(reading.token) if c.dep_ in ("nsubj", "nsubjpass", "agent")]
            if not own:
                reading.roles["actor"] = []
        if not self.frames[reading.frame].verb.get("actor"):
            return  # nobody does an earthquake
        union = self.frames[reading.frame].union and operator.actor == "subject" and step.position == "object"
        if operator.actor not in ("subject", "object") or (reading.roles.get("actor") and not union):
            return
        if operator.actor == "subject":
            actors = syntax.subjects(step.token) or syntax.possessors(step.token)
        else:
            actors = syntax.objects(step.token) or next(
                (
                    syntax.phrases(step.token)[p]
                    for p in ("on", "for", "to", "of", "against")
                    if syntax.phrases(step.token).get(p) and step.position != f"prep:{p}"
                ),
                [],
            )
        taken = {t.i for ts in reading.roles.values() for t in ts} | {reading.token.i}
        joined = [*reading.roles.get("actor", []), *(t for t in actors if t.i not in taken)]
        reading.roles["actor"] = sorted(joined, key=lambda t: t.i)
        if reading.roles["actor"]:
            reading.rules.append(f"actor is the {operator.actor} of {operator.key}")

    # --- operators that make events --------------------------------------------------------------

    def _outers(self, found: dict[int, Reading]) -> dict[int, Reading]:
        """Outer events of the operators that govern a reading; the inner ones point to them."""
        outers: dict[int, Reading] = {}
        for inner in found.values():
            for step in inner.steps:
                if step.operator is None or step.operator.type is None:
                    continue
                known = outers.get(step.token.i)
                if known is None:
                    known = outers[step.token.i] = self._outer(step.token, step.operator, inner)
                elif not known.roles.get("recipient") and step.operator.type != "DISPLAY":
                    self._lend_recipients(known, inner)
                if inner.outer is None:
                    inner.outer = known
                    if inner.status in ("occurred", "ongoing", "ended", "alleged"):
                        known.speaks_of = inner
                    inner.confidence *= 0.75 if inner.status != "occurred" else 0.9
        return outers

    def _outer(self, token: "Token", operator: Operator, inner: Reading | None) -> Reading:
        steps = climb(token, self.lexicon, operator.type or "")
        light = light_of(steps)
        roles = frames.fill(
            token,
            self.frames[operator.frame],
            is_actor=self.is_actor, is_place=self._is_place,
            light=light.token if light else None,
            light_subject=light.light.subject if light and light.light else None,
        )
        mode = operator.mode
        if mode == "inner":
            mode = self.ontology.inner_mode(operator.type or "", inner.type, inner.mode) if inner else None
        if inner is not None:
            for role in ("actor", "recipient"):
                roles[role] = [t for t in roles.get(role, []) if t != inner.token]
        reading = Reading(
            token=token,
            type=operator.type or "",
            entry=operator.key,
            frame=operator.frame,
            status="occurred",
            confidence=operator.weight,
            roles=roles,
            mode=mode,
            context=operator.context or (inner.context if inner else ()),
            subtype=operator.subtype,
            governs=True,
        )
        if inner is not None:
            reading.rules.append(f"{operator.key} over {inner.entry}")
            if not roles["recipient"] and operator.type != "DISPLAY":
                self._lend_recipients(reading, inner)
        reading.steps = steps
        self._judge(reading)
        if reading.status == "denied" and reading.type == "AGREE":
            reading.type, reading.status = "REJECT", "occurred"
            reading.rules.append("not agreeing is rejecting")
        return reading

    @staticmethod
    def _lend_recipients(outer: Reading, inner: Reading) -> None:
        """What is promised, refused or demanded concerns whom the inner event concerns."""
        acting = {t.i for t in outer.roles.get("actor", [])} | {outer.token.i}
        roles = ("recipient",) if outer.frame == "mutual" else ("recipient", "actor")
        for role in roles:
            lent = [t for t in inner.roles.get(role, []) if t.i not in acting]
            if lent:
                outer.roles["recipient"] = lent
                return

    def _standalone(
        self, entered: "Sequence[_Entered]", found: dict[int, Reading], outers: dict[int, Reading]
    ) -> None:
        """Operators that tell an event by themselves ("refused to budge")."""
        for token, pos, forms in entered:
            if token.i in outers or token.i in found:
                continue
            operator = self._standing(token, pos, forms)
            if operator is not None:
                outers[token.i] = self._outer(token, operator, None)
                outers[token.i].confidence *= 0.85

    def _standing(self, token: "Token", pos: Pos, forms: Sequence[str]) -> Operator | None:
        site = site_of(token)
        for form in forms:
            for operator in self.lexicon.operators_of(form, pos):
                if (
                    operator.standalone
                    and operator.type
                    and clause.governs_something(token, operator)
                    and holds(operator.when, site, self.lexicon, every=True)
                    and not holds(operator.unless, site, self.lexicon, every=False)
                ):
                    return operator
        return None


def in_order(readings: Sequence[Reading]) -> list[Reading]:
    """Readings by trigger, an outer event before the inner one it governs."""
    return sorted(readings, key=lambda r: (r.token.i, not r.governs))
