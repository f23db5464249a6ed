"""Deep positions over a surface parse: who is subject, object or oblique of a word, whatever the voice.

Works on spaCy's English dependency labels (ClearNLP style). Every function returns tokens in text order,
conjuncts included, with quantifier nouns opened ("hundreds of soldiers" gives "soldiers").
"""

from itertools import islice
from typing import TYPE_CHECKING

from polybius.events import grammar
from polybius.events.remembered import remembered
from polybius.language.columns import children_of

if TYPE_CHECKING:
    from spacy.tokens import Token

_FAR = 12  # steps up the parse, at most
_SUBJECTS = frozenset({"nsubj", "csubj"})
_PASSIVE_SUBJECTS = frozenset({"nsubjpass", "csubjpass"})
_RELATIVE_TAGS = frozenset({"WDT", "WP", "WP$"})
_PREPOSITIONAL = frozenset({"prep", "agent", "dative", "prt", "advmod"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "X"})

_QUANTIFIER_TAGS = frozenset({"CD", "DT", "JJ", "JJS", "JJR"})


def is_nominal(token: "Token") -> bool:
    """Whether a token can head a noun phrase."""
    return token.pos_ in _NOMINAL


def content(token: "Token") -> "Token":
    """The noun that a quantifying noun counts: "hundreds of soldiers" gives "soldiers"."""
    quantifiers = grammar.load().quantifiers
    for _ in range(4):
        if token.lemma_.lower() not in quantifiers and token.tag_ not in _QUANTIFIER_TAGS:
            return token
        of = (c for c in children_of(token) if c.dep_ == "prep" and c.lower_ == "of")
        inner = next((p for c in of for p in children_of(c) if p.dep_ == "pobj"), None)
        if inner is None:
            return token
        token = inner
    return token


def expand(tokens: "list[Token]") -> "list[Token]":
    """The tokens with their conjuncts, quantifiers opened, in text order, each once."""
    found: dict[int, Token] = {}
    stack = list(tokens)
    while stack:
        token = stack.pop()
        real = content(token)
        if real.i in found:
            continue
        found[real.i] = real
        for source in {token, real}:
            stack += [c for c in children_of(source) if c.dep_ == "conj" and is_nominal(c)]
    return [found[i] for i in sorted(found)]


@remembered
def is_passive(verb: "Token") -> bool:
    """Whether a verb form stands in the passive, reduced forms included ("tanks seized from X")."""
    if any(c.dep_ in ("auxpass", "nsubjpass", "csubjpass") for c in children_of(verb)):
        return True
    if verb.tag_ not in ("VBN", "VBD") or (verb.tag_ == "VBD" and not _hyphenated(verb)):
        return False
    if verb.dep_ in ("acl", "amod") or _hyphenated(verb):
        return True
    if any(c.dep_ == "agent" for c in children_of(verb)):
        return True
    if verb.dep_ == "conj" and not _own_subject(verb) and not any(c.dep_ == "aux" for c in children_of(verb)):
        return is_passive(verb.head) and not any(c.dep_ == "dobj" for c in children_of(verb))
    if verb.dep_ == "advcl" and not any(c.dep_ in ("aux", "nsubj", "dobj") for c in children_of(verb)):
        return True
    return verb.dep_ == "ROOT" and not any(c.dep_ in ("aux", "dobj", "nsubj") for c in children_of(verb))


def _own_subject(verb: "Token") -> "list[Token]":
    return [c for c in children_of(verb) if c.dep_ in _SUBJECTS or c.dep_ in _PASSIVE_SUBJECTS]


def antecedent(token: "Token") -> "Token":
    """What a relative pronoun stands for; any other token itself."""
    if token.tag_ not in _RELATIVE_TAGS:
        return token
    for ancestor in token.ancestors:
        if ancestor.dep_ == "relcl":
            return ancestor.head
    return token


def subjects(verb: "Token", depth: int = 0) -> "list[Token]":
    """Who does what a verb says: its deep subjects, through passive, relatives, control and coordination."""
    if depth > 6:
        return []
    if verb.pos_ == "ADJ" and verb.dep_ in ("acomp", "oprd", "attr") and verb.tag_ != "VBN":
        return subjects(verb.head, depth + 1)  # "Colombia is ready to …"
    own = _own_subject(verb)
    if is_passive(verb):
        agents = [
            p
            for c in children_of(verb)
            if c.dep_ == "agent" or (c.dep_ == "prep" and c.lower_ == "by")
            for p in children_of(c)
            if p.dep_ == "pobj" and p.ent_type_ not in ("DATE", "TIME")
        ]
        return expand(agents or _hyphenated(verb))
    if own:
        return expand([antecedent(t) for t in own if t.tag_ != "EX"])
    return _borrowed_subjects(verb, depth)


@remembered
def _hyphenated(verb: "Token") -> "list[Token]":
    """The agent joined to a participle by a hyphen: "*Armenian*-held", "*Russia*-brokered"."""
    if (
        verb.i - verb.sent.start >= 2
        and verb.nbor(-1).text in ("-", "–")
        and verb.nbor(-2).pos_ in ("PROPN", "NOUN", "ADJ")
    ):
        return [verb.nbor(-2)]
    return []


def is_finite(verb: "Token") -> bool:
    """Whether a verb form stands in a tense of its own: "met", "has met", "was met", not "meet", "meeting"."""
    if verb.tag_ in ("VBD", "VBZ", "VBP", "MD"):
        return True
    return any(c.dep_ in ("aux", "auxpass") and c.tag_ in ("VBD", "VBZ", "VBP", "MD") for c in children_of(verb))


def coordinated_with(verb: "Token") -> "Token":
    """The verb that a second verb is joined to: a finite one is joined to a finite one.

    In "said he expected none to be left and accused the army" the parser joins "accused" to "left".
    """
    head = verb.head
    if verb.dep_ != "conj" or not is_finite(verb):
        return head
    for candidate in (head, *islice(head.ancestors, _FAR)):
        if candidate.pos_ in ("VERB", "AUX") and is_finite(candidate):
            return candidate
    return head


def gerund_governor(verb: "Token") -> "Token | None":
    """The verb over a gerund that the parser hangs, as an adjective, on its own object; None elsewhere.

    In "accused Ukraine of shelling workers" and "denied shelling workers" the workers are shelled.
    """
    head = verb.head
    if verb.tag_ != "VBG" or verb.dep_ not in ("amod", "compound") or head.left_edge != verb:
        return None
    if head.dep_ == "dobj" and head.head.lemma_.lower() in grammar.load().gerund:
        return head.head
    if head.dep_ == "pobj":
        for governor in (head.head.head, head.head.head.head):
            if governor.lemma_.lower() in grammar.load().object_preposition:
                return governor
    return None


def _borrowed_subjects(verb: "Token", depth: int) -> "list[Token]":
    """Subjects of a verb without its own: from what governs it."""
    dep, head = verb.dep_, coordinated_with(verb)
    if dep in ("conj", "dep") and head.pos_ in ("VERB", "AUX"):
        return objects(head, depth + 1) if is_passive(head) else subjects(head, depth + 1)
    if dep in ("xcomp", "ccomp", "oprd"):
        return _controllers(head, depth)
    if dep == "advcl" and head.pos_ in ("VERB", "AUX"):
        if not is_passive(head):
            return subjects(head, depth + 1)
        # "was killed … leaving": what happened leaves; the purpose of a passive has its agent for subject
        return objects(head, depth + 1) if verb.tag_ == "VBG" else subjects(head, depth + 1)
    if dep == "acl":
        if verb.tag_ == "VBG":
            return _sender(head, depth) or expand([head])
        return _noun_controllers(head, depth)
    if dep == "relcl":
        return []
    if dep == "pcomp":
        governor = head.head
        if governor.dep_ in ("dobj", "nsubjpass") and governor.head.lemma_.lower() in grammar.load().object_preposition:
            return expand([governor])  # "accused rebels of attacking", the phrase hung on the noun
        if is_nominal(governor) and governor.dep_ not in ("ROOT",):
            return _noun_controllers(governor, depth)
        if governor.lemma_.lower() in grammar.load().object_preposition:
            return objects(governor, depth + 1)
        return objects(governor, depth + 1) if is_passive(governor) else subjects(governor, depth + 1)
    over = gerund_governor(verb)
    if over is not None:
        blamed = verb.head.dep_ == "pobj" or is_passive(over)
        return objects(over, depth + 1) if blamed else subjects(over, depth + 1)
    if dep == "amod" and verb.tag_ == "VBG":
        return expand([head])
    return []


def speakers(token: "Token") -> "list[Token]":
    """Who says the clause that a word is in: the subject of the verb over it, at most a few clauses up."""
    for ancestor in islice(token.ancestors, _FAR):
        if ancestor.dep_ == "ccomp" and ancestor.head.pos_ == "VERB":
            return subjects(ancestor.head)
    return [] if token.dep_ != "ccomp" else subjects(token.head)


def _sender(noun: "Token", depth: int) -> "list[Token]":
    """Who sends the message that a participle is said in: "sent a letter to the agency *threatening* …"."""
    messages = grammar.load().messages
    for token in (noun, *islice(noun.ancestors, 4)):
        if token.lemma_.lower() in messages and token.dep_ == "dobj":
            return subjects(token.head, depth + 1)
        if token.pos_ in ("VERB", "AUX"):
            sent = any(c.dep_ == "dobj" and c.lemma_.lower() in messages for c in children_of(token))
            return subjects(token, depth + 1) if sent else []
    return []


def _controllers(head: "Token", depth: int) -> "list[Token]":
    """Who does what an infinitive under ``head`` says."""
    if head.lemma_.lower() in grammar.load().object_control:
        things = objects(head, depth + 1)
        if things:
            return things
        called = [
            p
            for c in children_of(head)
            if c.dep_ in ("prep", "dative") and c.lower_ in ("on", "upon", "for", "to")
            for p in children_of(c)
            if p.dep_ == "pobj"
        ]
        if called:
            return expand(called)
    if head.pos_ in ("ADJ", "NOUN", "PROPN") and head.head.pos_ in ("AUX", "VERB"):
        return subjects(head.head, depth + 1)
    if is_passive(head):
        return objects(head, depth + 1)
    return subjects(head, depth + 1)


def _noun_controllers(noun: "Token", depth: int) -> "list[Token]":
    """Who does what a clause on a noun says: "Kenya's plan to withdraw", "X's refusal to meet"."""
    owners = possessors(noun)
    if owners:
        return owners
    verb = noun.head
    if noun.dep_ in ("dobj", "attr", "oprd") and verb.pos_ in ("VERB", "AUX"):
        return subjects(verb, depth + 1)
    if noun.dep_ == "pobj" and noun.head.head.pos_ in ("VERB", "AUX"):
        return subjects(noun.head.head, depth + 1)
    return []


def objects(verb: "Token", depth: int = 0) -> "list[Token]":
    """What a verb is done to: its deep objects."""
    if depth > 6:
        return []
    if is_passive(verb):
        own = [antecedent(c) for c in children_of(verb) if c.dep_ in _PASSIVE_SUBJECTS]
        if not own:
            own = [antecedent(c) for c in children_of(verb) if c.dep_ in _SUBJECTS]
        if own:
            return expand(own)
        if verb.dep_ in ("acl", "amod", "relcl"):
            return expand([verb.head])
        if verb.dep_ in ("conj",) and verb.head.pos_ in ("VERB", "AUX"):
            return objects(verb.head, depth + 1) if is_passive(verb.head) else subjects(verb.head, depth + 1)
        if verb.dep_ in ("xcomp", "ccomp"):
            return _controllers(verb.head, depth)
        if verb.dep_ in ("advcl", "pcomp"):
            governor = verb.head.head if verb.dep_ == "pcomp" else verb.head
            if governor.pos_ in ("VERB", "AUX"):
                return objects(governor, depth + 1) if is_passive(governor) else subjects(governor, depth + 1)
        return []
    if gerund_governor(verb) is not None:
        return expand([verb.head])
    own = [antecedent(c) for c in children_of(verb) if c.dep_ == "dobj"]
    if own:
        return expand(own)
    if verb.dep_ == "relcl" and not any(c.tag_ in _RELATIVE_TAGS for c in children_of(verb) if c.dep_ in _SUBJECTS):
        preps = [c for c in children_of(verb) if c.dep_ == "prep"]
        gap = not any(p.tag_ in _RELATIVE_TAGS for c in preps for p in children_of(c))
        if gap and _own_subject(verb):
            return expand([verb.head])
    # "attacked and captured the town": the object stands on the last verb
    last = next((c for c in children_of(verb) if c.dep_ == "conj" and c.pos_ == "VERB" and not _own_subject(c)), None)
    if last is not None and last.tag_ == verb.tag_ and not is_passive(last) and last.i - verb.i <= 3:
        return objects(last, depth + 1)
    # a complement clause's subject is what is forced, ordered, allowed: "forced the troops to leave"
    raised = [
        s
        for c in children_of(verb)
        if c.dep_ == "ccomp" and (_infinitive(c) or _small_clause(c))
        for s in children_of(c)
        if s.dep_ in (*_SUBJECTS, *_PASSIVE_SUBJECTS) and s.i > verb.i
    ]
    if raised:
        return expand(raised)
    led = [c for c in children_of(verb) if c.dep_ == "oprd" and is_nominal(c)]
    return expand(led or _after_particle(verb))


def _after_particle(verb: "Token") -> "list[Token]":
    """The object after a particle that the parser takes for a preposition: "cordoned off *the square*"."""
    words = grammar.load()
    if verb.lemma_.lower() in words.going:
        return []
    return [
        p
        for c in children_of(verb)
        if c.dep_ == "prep" and c.lower_ in words.particles and c.i == verb.i + 1
        for p in children_of(c)
        if p.dep_ == "pobj"
    ]


def _small_clause(head: "Token") -> bool:
    """Whether a complement has no verb of its own: "found *the minister guilty*", "left *2,000 homeless*"."""
    verbless = head.pos_ in ("ADJ", "NOUN", "ADV") or head.tag_ == "VBN"
    return verbless and not any(c.dep_ in ("mark", "aux", "auxpass", "cop") for c in children_of(head))


def _infinitive(verb: "Token") -> bool:
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in children_of(verb)) or verb.tag_ == "VB"


def datives(verb: "Token") -> "list[Token]":
    """To or for whom, without a preposition or with "to": "gave the rebels arms"."""
    bare = [c for c in children_of(verb) if c.dep_ == "dative" and is_nominal(c)]
    marked = [
        p
        for c in children_of(verb)
        if c.dep_ == "dative" and not is_nominal(c)
        for p in children_of(c)
        if p.dep_ == "pobj"
    ]
    return expand([antecedent(t) for t in bare + marked])


@remembered
def phrases(token: "Token") -> "dict[str, list[Token]]":
    """Prepositional phrases on a word: preposition to its objects, opened and expanded, in text order.

    A chain such as "out of" or "along with" is found under both of its words.
    """
    found: dict[str, list[Token]] = {}
    for child in children_of(token):
        if child.dep_ in ("prep", "agent", "dative") and not is_nominal(child):
            _collect(child, found)
        elif child.dep_ == "advmod" and any(g.dep_ == "prep" for g in children_of(child)):
            for grandchild in children_of(child):
                if grandchild.dep_ == "prep":
                    _collect(grandchild, found)
    return {p: expand(ts) for p, ts in found.items()}


def _collect(prep: "Token", found: "dict[str, list[Token]]") -> None:
    things = [antecedent(c) for c in children_of(prep) if c.dep_ == "pobj"]
    if things:
        found.setdefault(prep.lower_, []).extend(things)
    for child in children_of(prep):
        if child.dep_ == "prep" or (child.dep_ == "conj" and child.pos_ == "ADP"):
            _collect(child, found)


def preps(token: "Token") -> frozenset[str]:
    """The prepositions on a word, and the particles that the parser took for such."""
    return frozenset(c.lower_ for c in children_of(token) if c.dep_ in _PREPOSITIONAL)


def possessors(noun: "Token") -> "list[Token]":
    """Whose a noun is: "Israel's raid", "their attack"."""
    return expand([antecedent(c) for c in children_of(noun) if c.dep_ == "poss"])


def compounds(noun: "Token") -> "list[Token]":
    """Names and nouns directly before a noun: "the Taliban attack", "Russian offensive", "police raid"."""
    return [
        c
        for c in children_of(noun)
        if c.dep_ in ("compound", "nmod", "amod", "nummod")
        and c.i < noun.i
        and c.pos_ in ("PROPN", "NOUN", "ADJ")
    ]


def particle(verb: "Token") -> str | None:
    """A verb's particle: "lay *down*"."""
    return next((c.lower_ for c in children_of(verb) if c.dep_ == "prt"), None)


def clause_kind(verb: "Token") -> str | None:
    """What kind of clause a verb heads: "to", "ing" or "that"."""
    if any(c.dep_ == "aux" and c.lower_ == "to" for c in children_of(verb)):
        return "to"
    if verb.tag_ == "VBG" and not any(c.dep_ == "aux" for c in children_of(verb)):
        return "ing"
    return "that" if verb.dep_ in ("ccomp", "acl", "xcomp", "advcl") else None
