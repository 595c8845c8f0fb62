"""The schema, as ordered steps. A step, once released, never changes; a new need is a new step at the end."""

from __future__ import annotations

_FIRST = (
    "CREATE TABLE counters (prefix TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT",
    "CREATE TABLE facts (id TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    """CREATE TABLE recordings (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, added_at TEXT NOT NULL,
        clip TEXT NOT NULL, linked INTEGER NOT NULL, clip_sha256 TEXT NOT NULL, clip_bytes INTEGER NOT NULL,
        duration_us INTEGER NOT NULL, info TEXT NOT NULL
    ) STRICT""",
    "CREATE TABLE frame_indexes (recording TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT",
    "CREATE TABLE clip_keys (recording TEXT PRIMARY KEY, wrapped BLOB NOT NULL) STRICT",
    """CREATE TABLE analyses (
        recording TEXT PRIMARY KEY, key TEXT NOT NULL, made_at TEXT NOT NULL, report TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE signals (
        recording TEXT NOT NULL, person TEXT NOT NULL, name TEXT NOT NULL, unit TEXT NOT NULL, model TEXT NOT NULL,
        pts_us BLOB NOT NULL, value BLOB NOT NULL, validity BLOB NOT NULL,
        PRIMARY KEY (recording, person, name)
    ) STRICT""",
    """CREATE TABLE people (
        id TEXT PRIMARY KEY, recording TEXT NOT NULL, letter TEXT NOT NULL, suggested_role TEXT, confirmed_role TEXT,
        median_box TEXT NOT NULL, in_view TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE proposals (
        id TEXT PRIMARY KEY, recording TEXT NOT NULL, subject TEXT NOT NULL, code TEXT NOT NULL,
        onset_us INTEGER NOT NULL, offset_us INTEGER NOT NULL, timing_bound_us INTEGER NOT NULL,
        evidence TEXT NOT NULL, models TEXT NOT NULL, confidence REAL NOT NULL, rule TEXT NOT NULL,
        status TEXT NOT NULL, CHECK (offset_us >= onset_us)
    ) STRICT""",
    "CREATE INDEX proposals_by_recording ON proposals (recording, onset_us)",
    """CREATE TABLE events (
        id TEXT PRIMARY KEY, recording TEXT NOT NULL, subject TEXT NOT NULL, code TEXT NOT NULL,
        onset_us INTEGER NOT NULL, offset_us INTEGER NOT NULL, coder TEXT NOT NULL, origin TEXT NOT NULL,
        proposal TEXT, timing_bound_us INTEGER NOT NULL, note TEXT NOT NULL, CHECK (offset_us >= onset_us)
    ) STRICT""",
    "CREATE INDEX events_by_recording ON events (recording, onset_us)",
    """CREATE TABLE decisions (
        id TEXT PRIMARY KEY, recording TEXT NOT NULL, proposal TEXT NOT NULL, verdict TEXT NOT NULL,
        coder TEXT NOT NULL, decided_at TEXT NOT NULL, took_ms INTEGER NOT NULL, event TEXT
    ) STRICT""",
    "CREATE INDEX decisions_by_recording ON decisions (recording)",
    """CREATE TABLE outcomes (
        id TEXT PRIMARY KEY, recording TEXT NOT NULL, outcome TEXT NOT NULL, coder TEXT NOT NULL,
        settled_at TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE journal (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, coder TEXT NOT NULL, label TEXT NOT NULL,
        changes TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('done', 'undone', 'dropped'))
    ) STRICT""",
    "CREATE INDEX journal_by_state ON journal (state, seq)",
)

_TRAIL = (
    # ``place`` keeps the order of writing, so that a trail whose numbers were altered can still be read and told.
    """CREATE TABLE audit (
        place INTEGER PRIMARY KEY AUTOINCREMENT, number INTEGER NOT NULL, at TEXT NOT NULL, act TEXT NOT NULL,
        detail TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE audit_head (
        id INTEGER PRIMARY KEY CHECK (id = 1), count INTEGER NOT NULL, last TEXT NOT NULL, seal TEXT NOT NULL
    ) STRICT""",
    # The first entry needs the study's key, which a schema step does not have: whoever opens the study writes it.
    "INSERT INTO facts VALUES ('trail', 'due')",
)

_CODES = (
    # What a study can code beyond its built-in scheme: codes that came in with an import.
    """CREATE TABLE codes (
        id TEXT PRIMARY KEY, recording TEXT NOT NULL, code TEXT NOT NULL, label TEXT NOT NULL, role TEXT NOT NULL,
        kind TEXT NOT NULL, grp TEXT NOT NULL, bid INTEGER NOT NULL, response INTEGER NOT NULL, key TEXT NOT NULL,
        description TEXT NOT NULL
    ) STRICT""",
)

_AGREEMENTS = (
    """CREATE TABLE agreements (
        recording TEXT NOT NULL, who TEXT NOT NULL, uses TEXT NOT NULL, until TEXT, recorded_at TEXT NOT NULL,
        withdrawn_at TEXT, PRIMARY KEY (recording, who)
    ) STRICT""",
)

_BESIDE_THE_CODES = (
    # When, where and with whom a recording was made, and the windows in which the family chose to be fully there.
    """CREATE TABLE meetings (
        id TEXT PRIMARY KEY, recording TEXT NOT NULL, family TEXT NOT NULL, setting TEXT NOT NULL,
        began_at TEXT NOT NULL, windows TEXT NOT NULL
    ) STRICT""",
    # What a caregiver chose to say of their own state, in their words; one card a recording and caregiver.
    """CREATE TABLE cards (
        id TEXT PRIMARY KEY, recording TEXT NOT NULL, caregiver TEXT NOT NULL, rest TEXT NOT NULL,
        support TEXT NOT NULL, restores TEXT NOT NULL, said_at TEXT NOT NULL, coder TEXT NOT NULL
    ) STRICT""",
    # Data that a caregiver chose to bring: sleep, heart-rate variability.
    """CREATE TABLE series (
        id TEXT PRIMARY KEY, recording TEXT NOT NULL, caregiver TEXT NOT NULL, name TEXT NOT NULL, unit TEXT NOT NULL,
        points TEXT NOT NULL, brought_at TEXT NOT NULL
    ) STRICT""",
    # What a coder notices in themselves before a hard stretch. No export reads this table.
    """CREATE TABLE private_notes (
        id TEXT PRIMARY KEY, recording TEXT NOT NULL, coder TEXT NOT NULL, at_us INTEGER NOT NULL, text TEXT NOT NULL,
        written_at TEXT NOT NULL
    ) STRICT""",
    # Stretches in which nothing was proposed, drawn into the review queue: what did the models miss?
    """CREATE TABLE stretches (
        id TEXT PRIMARY KEY, recording TEXT NOT NULL, onset_us INTEGER NOT NULL, offset_us INTEGER NOT NULL,
        status TEXT NOT NULL, coder TEXT NOT NULL, decided_at TEXT NOT NULL, took_ms INTEGER NOT NULL,
        CHECK (offset_us > onset_us)
    ) STRICT""",
    # Whether a coder works blind. Not journaled: what was once seen cannot be undone into unseen.
    """CREATE TABLE conducts (
        id TEXT PRIMARY KEY, recording TEXT NOT NULL, coder TEXT NOT NULL, mode TEXT NOT NULL, why TEXT NOT NULL,
        begun_at TEXT NOT NULL, opened_at TEXT
    ) STRICT""",
    # What an imported file held that events do not carry, so that it can be written back.
    """CREATE TABLE sources (
        id TEXT PRIMARY KEY, recording TEXT NOT NULL, format TEXT NOT NULL, content TEXT NOT NULL
    ) STRICT""",
)

_CODES_WITH_TIERS = (
    # A code that came with a file is known by subject, tier and label: the tier and the label as the file has them.
    "ALTER TABLE codes ADD COLUMN tier TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE codes ADD COLUMN name TEXT NOT NULL DEFAULT ''",
    "UPDATE codes SET name = code",
    # Details of an event, as a list of names and values.
    "ALTER TABLE events ADD COLUMN modifiers TEXT NOT NULL DEFAULT '[]'",
)

_LAYERS = (
    # Each coder's events are a layer of their own; one that was copied or settled names the events behind it.
    "ALTER TABLE events ADD COLUMN copied_from TEXT NOT NULL DEFAULT '[]'",
    # States that somebody has begun and not yet ended.
    """CREATE TABLE under_way (
        id TEXT PRIMARY KEY, recording TEXT NOT NULL, coder TEXT NOT NULL, subject TEXT NOT NULL, code TEXT NOT NULL,
        grp TEXT NOT NULL, onset_us INTEGER NOT NULL, begun_at TEXT NOT NULL
    ) STRICT""",
    # Where a proposal stands follows from each coder's own events and decisions (coder/study/proposal_status.py);
    # the column ``status`` is no longer read. A proposal that was rejected and opened again says so
    # by a decision of its own.
    """INSERT INTO decisions
        SELECT 'd' || (
                   max(
                       (SELECT coalesce(max(last), 0) FROM counters WHERE prefix = 'd'),
                       (SELECT coalesce(max(CAST(substr(id, 2) AS INTEGER)), 0) FROM decisions)
                   ) + row_number() OVER ()
               ),
               d.recording, d.proposal, 'open', d.coder, d.decided_at, 0, NULL
        FROM decisions d JOIN proposals p ON p.id = d.proposal
        WHERE p.status = 'open' AND d.verdict IN ('rejected', 'skipped') AND NOT EXISTS (
            SELECT 1 FROM decisions later WHERE later.proposal = d.proposal AND later.coder = d.coder
            AND CAST(substr(later.id, 2) AS INTEGER) > CAST(substr(d.id, 2) AS INTEGER)
        )""",
    """INSERT INTO counters SELECT 'd', coalesce(max(CAST(substr(id, 2) AS INTEGER)), 0) FROM decisions WHERE true
        ON CONFLICT (prefix) DO UPDATE SET last = max(last, excluded.last)""",
    "CREATE INDEX decisions_by_proposal ON decisions (proposal)",
    "CREATE INDEX events_by_proposal ON events (proposal)",
    "CREATE INDEX journal_by_coder ON journal (coder, state, seq)",
)

_OWN_WORDS = (
    # What a caregiver said for the study at a visit: practices and what came of them, who could take which hour, a
    # ritual, dated lines, an hour at which little was left. No export of events reads this table.
    """CREATE TABLE own_words (
        id TEXT PRIMARY KEY, recording TEXT NOT NULL, caregiver TEXT NOT NULL, kind TEXT NOT NULL, of TEXT NOT NULL,
        words TEXT NOT NULL, helped TEXT NOT NULL, said_on TEXT NOT NULL, hour INTEGER, said_at TEXT NOT NULL,
        coder TEXT NOT NULL
    ) STRICT""",
)

_EXCHANGES = (
    # Which event answers a bid where a human said so (NULL: nothing does). No recomputation writes here.
    """CREATE TABLE pairings (
        id TEXT PRIMARY KEY, recording TEXT NOT NULL, response TEXT, coder TEXT NOT NULL, rule TEXT NOT NULL,
        set_at TEXT NOT NULL
    ) STRICT""",
    # What a human said of a proposed exchange. Bid and response go by their roots: a proposal's id outlives it.
    """CREATE TABLE exchange_words (
        id TEXT PRIMARY KEY, recording TEXT NOT NULL, exchange TEXT NOT NULL, bid TEXT NOT NULL, response TEXT,
        rule TEXT NOT NULL, verdict TEXT NOT NULL, coder TEXT NOT NULL, decided_at TEXT NOT NULL,
        took_ms INTEGER NOT NULL
    ) STRICT""",
)

_LOOKS = (
    # What an analysis has looked at before it is whole, as numbers; the next run goes on from there.
    """CREATE TABLE looks (
        recording TEXT NOT NULL, key TEXT NOT NULL, part INTEGER NOT NULL, content BLOB NOT NULL,
        PRIMARY KEY (recording, key, part)
    ) STRICT""",
)

_SCHEME_VERSIONS = (
    # What a code that came with a file asks for, and what is said of a state while it is under way.
    "ALTER TABLE codes ADD COLUMN modifiers TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE under_way ADD COLUMN modifiers TEXT NOT NULL DEFAULT '[]'",
    # By which version of which scheme an event was coded, as ``id@version``; "" where nobody kept it.
    "ALTER TABLE events ADD COLUMN scheme TEXT NOT NULL DEFAULT ''",
    # Every version of every scheme that a study ever had, as text.
    "CREATE TABLE scheme_versions (id TEXT PRIMARY KEY, content TEXT NOT NULL, kept_at TEXT NOT NULL) STRICT",
    # How far a coder is with a pass through a recording.
    """CREATE TABLE pass_marks (
        id TEXT PRIMARY KEY, recording TEXT NOT NULL, coder TEXT NOT NULL, pass TEXT NOT NULL,
        reached_us INTEGER NOT NULL, done_at TEXT
    ) STRICT""",
)

_CAMERAS = (
    # Where a further camera of a recording lies on its clock: a human's word, with its undo. A file of another program
    # may tell of a camera whose clip is elsewhere; then there is no row in the table below.
    """CREATE TABLE cameras (
        id TEXT PRIMARY KEY, recording TEXT NOT NULL, name TEXT NOT NULL, offset_us INTEGER NOT NULL,
        rate_ppb INTEGER NOT NULL, placed TEXT NOT NULL, coder TEXT NOT NULL, set_at TEXT NOT NULL
    ) STRICT""",
    # The clip that it shows. Its key and its frames go with its row when the recording is erased.
    """CREATE TABLE camera_clips (
        id TEXT PRIMARY KEY, recording TEXT NOT NULL, added_at TEXT NOT NULL, clip TEXT NOT NULL,
        linked INTEGER NOT NULL, clip_sha256 TEXT NOT NULL, clip_bytes INTEGER NOT NULL, duration_us INTEGER NOT NULL,
        info TEXT NOT NULL, frames BLOB NOT NULL, wrapped BLOB
    ) STRICT""",
)

_CODE_EXAMPLES = (
    # A clip or picture of one's own that shows what a code means, in the database and so encrypted with it.
    """CREATE TABLE code_examples (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, picture INTEGER NOT NULL, content BLOB NOT NULL, kept_at TEXT NOT NULL
    ) STRICT""",
)

_HAND_TIMES = (
    # How long coding an act by hand took, by the event that came of it: what proposals are worth is told beside it.
    """CREATE TABLE hand_times (
        id TEXT PRIMARY KEY, recording TEXT NOT NULL, coder TEXT NOT NULL, subject TEXT NOT NULL, code TEXT NOT NULL,
        took_ms INTEGER NOT NULL
    ) STRICT""",
)

_CALIBRATIONS = (
    # Thresholds that were fitted to this study's coding, each version for good; ``content`` names nobody.
    "CREATE TABLE calibrations (number INTEGER PRIMARY KEY, made_at TEXT NOT NULL, content TEXT NOT NULL) STRICT",
    # Which recordings a calibration came from: it goes when one of them is erased.
    """CREATE TABLE calibration_sources (
        calibration INTEGER NOT NULL, recording TEXT NOT NULL, PRIMARY KEY (calibration, recording)
    ) STRICT""",
    # How old the child was, in whole months, where somebody said it.
    "ALTER TABLE meetings ADD COLUMN child_months INTEGER",
)

_SOUND_PICTURES = (
    # The outline and the spectrogram of a recording's sound: as private as the sound, and gone with the recording.
    "CREATE TABLE sound_pictures (recording TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT",
)

_EVENTS_BY_LAYER = (
    # What shares time with an event of one subject and coder is found without reading all that was ever coded.
    "CREATE INDEX events_by_layer ON events (recording, subject, coder, onset_us, offset_us)",
)

_SET_ASIDE = (
    # Events of which a lead settled that they are not so; the id is that of a source: coder/event.
    """CREATE TABLE set_aside (
        id TEXT PRIMARY KEY, recording TEXT NOT NULL, coder TEXT NOT NULL, settled_at TEXT NOT NULL
    ) STRICT""",
)

_CAMERA_ANALYSES = (
    # What the models saw through a further camera, by the camera's id; its people are c1:A, c1:B, ... in ``people``.
    """CREATE TABLE camera_analyses (
        id TEXT PRIMARY KEY, recording TEXT NOT NULL, key TEXT NOT NULL, made_at TEXT NOT NULL, report TEXT NOT NULL
    ) STRICT""",
)

_CODE_COLOURS = (
    # The colour of a code that came with a file.
    "ALTER TABLE codes ADD COLUMN colour TEXT NOT NULL DEFAULT ''",
)

_LOOKS_UNTIL = (
    # Until which moment of the clip a stopped analysis has looked; 0 where nobody kept it, or a part is of sound.
    "ALTER TABLE looks ADD COLUMN until_us INTEGER NOT NULL DEFAULT 0",
    # It lies behind what may be large: the list of a study is told by this alone.
    "CREATE INDEX looks_until ON looks (recording, until_us)",
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    *(_FIRST, _TRAIL, _CODES, _AGREEMENTS, _BESIDE_THE_CODES),
    *(_CODES_WITH_TIERS, _LAYERS, _OWN_WORDS, _EXCHANGES, _LOOKS, _SCHEME_VERSIONS, _CAMERAS, _CODE_EXAMPLES),
    _HAND_TIMES,
    _CALIBRATIONS,
    _SOUND_PICTURES,
    _EVENTS_BY_LAYER,
    _SET_ASIDE,
    _CAMERA_ANALYSES,
    _CODE_COLOURS,
    _LOOKS_UNTIL,
)
"""MIGRATIONS[n] brings a database of version n to version n + 1."""

SCHEMA_VERSION = len(MIGRATIONS)
"""What this version of the app writes."""
