"""Times that hang lower in the parse than the word they date: on its setting, its object, a joined verb.

A parser must hang "on Friday" somewhere; in news it hangs it low. Each test says whether a time that hangs
on a word below a site (a trigger, or a word above one) is the site's.
"""

from typing import TYPE_CHECKING

from polybius.language.text import text_of
from polybius.times import lexicon
from polybius.times.attachment import Attached, is_happening, is_verb, mark, telling

if TYPE_CHECKING:
    from spacy.tokens import Token

# A time with one of these bounds an event; one without dates it, so it is the better of two.
BOUNDING = frozenset({"since", "until", "till", "before", "after", "by", "from", "than"})
_NOUNS = ("NOUN", "PROPN")


def in_setting(a: Attached, site: "Token") -> bool:
    """ "In fighting earlier this year", "in the 2020 war": a dated noun that is where or when it happened."""
    noun = a.head
    if noun.pos_ not in _NOUNS or noun.dep_ != "pobj" or a.preposition in BOUNDING:
        return False
    return noun.head.head == site and _is_setting(noun, site)


def _is_setting(noun: "Token", site: "Token") -> bool:
    case = is_verb(site) and site.lemma_.lower() in lexicon.words("case", "verbs")
    return not case and noun.head.lower_ in lexicon.words("setting", "prepositions")


def told_of_setting(a: Attached, site: "Token") -> bool:
    """ "In quakes that hit the north in 1999", "by a bomb planted in May": a clause dates what it happened in."""
    noun = a.head.head
    if a.head.dep_ not in ("relcl", "acl") or not is_verb(a.head) or noun.pos_ not in _NOUNS:
        return False
    if a.attribute or a.preposition in BOUNDING or noun.dep_ != "pobj" or not is_happening(noun):
        return False
    if not is_verb(site) or telling(site) or noun.head.head != site or not _is_setting(noun, site):
        return False
    return _of_subject(a.head) or (a.head.dep_ == "acl" and a.head.tag_ == "VBN")


def of_moment(a: Attached, site: "Token") -> bool:
    """ "In 1939, when thousands died": the clause is of the time that it tells about."""
    following = text_of(site.doc)[a.time.end : a.time.end + 20].lstrip().removeprefix(",").lstrip()
    if following[:4].lower() != "when":
        return False
    when = next((child for child in site.lefts if child.dep_ == "advmod" and child.lower_ == "when"), None)
    if when is None or a.time.end > when.idx:
        return False
    return text_of(site.doc)[a.time.end : when.idx].strip() in ("", ",")


def on_dependent(a: Attached, site: "Token") -> bool:
    """On its complement ("began to withdraw on Friday"), its object ("launched an attack in May"), a clause
    that happens with it ("died when a bomb exploded on Friday"), or one about it ("talks held on Friday")."""
    head = a.head
    if head.head != site or a.attribute:
        return False
    if not is_verb(site):
        staged = head.dep_ == "acl" and head.lemma_.lower() in lexicon.words("staging", "verbs")
        due = head.pos_ == "ADJ" and head.i > site.i and head.lower_ in lexicon.words("ahead", "adjectives")
        return (
            due
            or (staged and head.tag_ == "VBN")
            or (head.dep_ == "relcl" and is_happening(site) and _of_subject(head))
        )
    if head.dep_ == "xcomp":
        return site.lemma_.lower() not in lexicon.words("ahead", "verbs")
    if head.dep_ == "nsubj" and a.preposition == "on" and not is_happening(head):
        return True
    if head.dep_ in ("dobj", "nsubjpass", "attr", "nsubj") and head.pos_ in _NOUNS:
        return not telling(site) and (bool(a.preposition) or a.root.dep_ == "npadvmod")
    return head.dep_ == "advcl" and _happens_with(head, site)


def _happens_with(clause: "Token", site: "Token") -> bool:
    result = clause.tag_ == "VBG" and not mark(clause) and clause.i > site.i
    return (result or mark(clause) in ("when", "as", "where")) and not telling(site)


def in_clause(a: Attached, site: "Token") -> bool:
    """Deeper in a clause that happens with it: "wounded when police fired on a march on Sunday"."""
    if not is_verb(site):
        return False
    for clause in site.rights:
        if clause.dep_ == "advcl" and is_verb(clause) and _happens_with(clause, site):
            return in_setting(a, clause) or on_dependent(a, clause) or in_phrase(a, clause)
    return False


def _of_subject(verb: "Token") -> bool:
    """Whether a relative clause tells of its noun as the doer or as what happens: "that began"."""
    return any(child.dep_ in ("nsubj", "nsubjpass") and child.tag_ in ("WDT", "WP") for child in verb.lefts)


def in_phrase(a: Attached, site: "Token") -> bool:
    """At the end of a phrase of the site: "a bomb in the town of X on Friday", "killed ten people, mostly
    soldiers, in an attack on Friday". Other happenings on the way down keep their times."""
    if a.attribute or a.preposition in BOUNDING or a.root.i < site.i or (is_verb(site) and telling(site)):
        return False
    token = a.head
    for _ in range(12):
        if token == site:
            return a.head != site
        inside = token.pos_ in _NOUNS or token.pos_ in ("ADP", "NUM") or token.dep_ in ("pobj", "appos")
        if not inside or token.dep_ in ("nsubj", "nsubjpass", "relcl", "acl", "ROOT"):
            return False
        setting = token.dep_ == "pobj" and _is_setting(token, site)
        if is_happening(token) and not (setting and is_verb(site)):
            return False
        token = token.head
    return False


def on_joined(a: Attached, site: "Token") -> bool:
    """On the verb that "and" joins to it, at the end of both, or on a clause that happens with that one:
    "two were killed and three injured when a plant exploded on Friday"."""
    if not is_verb(site) or a.attribute or a.preposition in BOUNDING or telling(site):
        return False
    verb = a.head.head if a.head.dep_ == "xcomp" else a.head
    if verb.dep_ == "advcl" and _happens_with(verb, verb.head):
        verb = verb.head
    if not is_verb(verb) or telling(verb) or a.root.i < verb.i:
        return False
    if verb.dep_ == "ccomp" and telling(verb.head) and verb.head.i > verb.i:
        # "... and three were injured on Friday, police said": the parser joins the saying to the first verb.
        verb = verb.head
    if verb.dep_ != "conj" or verb.head != site:
        return False
    return all(child.lower_ in ("and", ",") for child in site.rights if child.dep_ == "cc")
