"""The tables of a store. Columns that a query wants are apart; ``record`` has the whole record as JSON.

Every table but ``meta``, ``ledger`` and those of reviews holds what was read out of documents and nothing else: no time
of day, no run number, so two runs over one input make equal tables.
"""

# Raised when an older program could misread the tables; a store remembers the one it was made with.
VERSION = 3
# The oldest that this program can bring up to date.
OLDEST = 1

TABLES = """
CREATE TABLE meta (key VARCHAR PRIMARY KEY, value VARCHAR NOT NULL);

CREATE TABLE documents (
    id VARCHAR PRIMARY KEY,
    title VARCHAR, url VARCHAR, publisher VARCHAR, agency VARCHAR, published VARCHAR, language VARCHAR,
    byline VARCHAR[], captions INTEGER, furniture INTEGER,
    text VARCHAR NOT NULL,
    record JSON NOT NULL,   -- Document: text, parts and all layers
    article JSON            -- Article: what was taken from the page, and what was thrown away
);

CREATE TABLE mentions (
    id VARCHAR NOT NULL, document VARCHAR NOT NULL,
    type VARCHAR NOT NULL, mode VARCHAR, subtype VARCHAR,
    first DATE, last DATE, edtf VARCHAR,
    place VARCHAR, geonameid BIGINT, lat DOUBLE, lon DOUBLE, country VARCHAR,
    actor VARCHAR[], recipient VARCHAR[],
    status VARCHAR NOT NULL, attribution VARCHAR,
    salience DOUBLE NOT NULL, confidence DOUBLE NOT NULL,
    evidence VARCHAR NOT NULL, cue VARCHAR NOT NULL,
    record JSON NOT NULL    -- Mention
);

CREATE TABLE event_mentions (event VARCHAR NOT NULL, mention VARCHAR NOT NULL, document VARCHAR NOT NULL);

CREATE TABLE ledger (
    file VARCHAR NOT NULL, record BIGINT NOT NULL,  -- record 0: the file as a whole
    content VARCHAR NOT NULL, version VARCHAR NOT NULL,
    state VARCHAR NOT NULL CHECK (state IN ('done', 'failed')),
    document VARCHAR, reason VARCHAR,
    PRIMARY KEY (file, record)
);
"""

EVENTS = """
CREATE TABLE events (
    id VARCHAR NOT NULL,
    type VARCHAR NOT NULL, mode VARCHAR, subtype VARCHAR,
    first DATE, last DATE, edtf VARCHAR,
    place VARCHAR, geonameid BIGINT, lat DOUBLE, lon DOUBLE, country VARCHAR,
    actor VARCHAR[], recipient VARCHAR[], countries VARCHAR[],
    status VARCHAR NOT NULL,
    salience DOUBLE NOT NULL, confidence DOUBLE NOT NULL,
    mentions INTEGER NOT NULL, documents INTEGER NOT NULL, publishers INTEGER NOT NULL,
    independent INTEGER NOT NULL,
    actor_codes VARCHAR[], recipient_codes VARCHAR[],  -- of each participant, as "AZE:MIL:"
    words VARCHAR NOT NULL,  -- the sentences that tell it, each once, folded for search
    reviewed VARCHAR, reviewers VARCHAR[],
    record JSON NOT NULL    -- Event
);
-- Events that reviewers rejected: in no list unless it asks for them.
CREATE TABLE rejected AS SELECT * FROM events WHERE false;
"""

# ``reviews`` is a log, to which is only added; what it makes of events is worked out from it, in the other tables and
# in those of events.
REVIEWS = """
CREATE TABLE IF NOT EXISTS reviews (
    number BIGINT PRIMARY KEY,
    record JSON NOT NULL    -- Decision
);
CREATE TABLE IF NOT EXISTS review_documents (number BIGINT NOT NULL, document VARCHAR NOT NULL);
-- Mentions as they were when a decision was made about them, by a hash of the record.
CREATE TABLE IF NOT EXISTS review_seen (key VARCHAR PRIMARY KEY, record JSON NOT NULL);
-- Mentions that the machine codes no longer, and reviewers vouched for.
CREATE TABLE IF NOT EXISTS review_kept (mention VARCHAR NOT NULL, document VARCHAR NOT NULL);
-- Mentions as corrected.
CREATE TABLE IF NOT EXISTS review_mentions (id VARCHAR NOT NULL, record JSON NOT NULL);
-- Of mentions whose event is not the one that linking gave them: which of them it had given one.
CREATE TABLE IF NOT EXISTS review_linked (mention VARCHAR NOT NULL, base VARCHAR NOT NULL);
"""

# Tables that came later; an older program does not miss them, so a store that lacks them gets them.
ADDED = f"""
{REVIEWS}
CREATE TABLE IF NOT EXISTS files (file VARCHAR PRIMARY KEY, size BIGINT NOT NULL, modified BIGINT NOT NULL);
-- What a document says of two of its mentions.
CREATE TABLE IF NOT EXISTS relations (
    document VARCHAR NOT NULL, kind VARCHAR NOT NULL, mention VARCHAR NOT NULL, other VARCHAR NOT NULL,
    words VARCHAR NOT NULL
);
"""
