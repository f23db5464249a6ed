"""The tables of a store. Columns that a query wants are apart; ``record`` has the whole record as JSON.

Every table but ``meta`` and ``ledger`` holds what was read out of documents and nothing else: no time
of day, no run number, so two runs over one input make equal tables.
"""

# Raised when an older program could misread the tables; a store remembers the one it was made with.
VERSION = 2
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
    record JSON NOT NULL    -- Event
);
"""

# Tables that came later; an older program does not miss them, so a store that lacks them gets them.
ADDED = """
CREATE TABLE IF NOT EXISTS files (file VARCHAR PRIMARY KEY, size BIGINT NOT NULL, modified BIGINT NOT NULL);
"""
