/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One store of a PBS host: gate, mode change and the proof of a check mark, step by step (docs/protocol.md). Wherever
 * the code could be interrupted between two actions, any other process may act here, and the process may be killed.
 * A process that is stopped and never moves again needs no step of its own: the search is over all schedules, those
 * included in which it has no turn any more; the labels that begin with `end` say who may wait for it for ever.
 * Everybody goes on without end. Run by check-models, which lists the breaks.
 *
 * What is left out, and why that loses nothing: one kind of operation and one mode, since a mode either conflicts with
 * an operation or has nothing to do with it; one operation of a process at a time, since all operations of a process
 * share one entry; other stores, since they share nothing but the config lock, which somebody may hold here for ever;
 * reading and writing of a tracking file are one step, since its lock is held over both; time, since whatever a time
 * limit ends may end here at any moment, PBS's 60 s among them. Inode numbers and stamps always repeat here: of a file,
 * only what stands in it can be told apart.
 */
#define GATE 0 /* a process that passes Drydock's gate */
#define PBS 1 /* a process of PBS, with its cache */
#define SETTER 2 /* set and clear, to another or to an equal mode */
#define NOBODY 3

/* datastore.cfg */
#define NONE 0
#define OFFLINE 1
bit mode = NONE; /* in the file that has the name */
bit edited = false; /* by somebody without a lock, while the setter is at work and since it looked last */
bit inProof = false; /* the observer is at a proof, */
bit moved = false; /* and another file got the name since it took its inotify events */
byte configLock = NOBODY;

/* PBS's version counter. A number of it is only ever compared with one that was remembered before, so all that counts
 * is whether a remembered one is still the present one. */
bit cachedMode = NONE; /* PBS's parse, kept while */
bit cachedIsCurrent = true; /* the number beside it is the present one */
bit nowIsCurrent = false; /* the one that it has read in the lookup under way is */

/* Two tracking folders: the one that is there, and the one that takes its place. */
bit place = 0; /* which of them has the name */
#define ABSENT 0
#define IDLE 1 /* 0/0 */
#define BUSY 2
typedef Folder {
    byte lock = NOBODY; /* lies in the folder */
    byte entry[2] /* of GATE and of PBS */
}
Folder folder[2];

bit alive[3] = true;
bit seen[2]; /* the observer counts it */

/* What is true, and no process looks at. */
bit works[2]; /* admitted, and has not ended */
bit counted[2]; /* and the observer has seen that once */
bit offline = false; /* `set offline` has returned, and no other mode was in place since it found or put it there */
bit settled = false; /* the same before it has returned */
bit drained = false; /* a check mark was shown, and no other mode was in place since step 4 */
bit proving = false; /* the same before it is shown */

/* A file gets the name datastore.cfg. */
inline put(newMode)
{
    mode = newMode;
    moved = inProof;
    if
    :: mode == OFFLINE
    :: else -> offline = false; settled = false; drained = false; proving = false
    fi
}

inline raiseCounter()
{
    atomic { cachedIsCurrent = false; nowIsCurrent = false; cachedMode = NONE }
}

inline unlock(held, who)
{
    if
    :: held == who -> held = NOBODY
    :: else
    fi
}

/* Who is told ends at once, wherever it is. The kernel lets go of what it held; its entries say nothing any more. */
chan death = [0] of { byte };

inline die(who)
{
    alive[who] = false;
    unlock(configLock, who);
    unlock(folder[0].lock, who);
    unlock(folder[1].lock, who);
    if
    :: who != SETTER ->
        works[who] = false;
        counted[who] = false;
        folder[0].entry[who] = ABSENT;
        folder[1].entry[who] = ABSENT
    :: else
    fi
}

active proctype Death()
{
endless:
    do
    :: atomic { alive[GATE] -> death ! GATE }
    :: atomic { alive[PBS] -> death ! PBS }
    :: atomic { alive[SETTER] -> death ! SETTER }
    od
}

active proctype Editor()
{
endless:
    do
    :: atomic { put(NONE); edited = (configLock == SETTER) }
    :: atomic { put(OFFLINE); edited = (configLock == SETTER) }
    od
}

active proctype FolderReplacer()
{
    place = 1
}

/* Drydock finds lock and file by the folder's descriptor, and makes sure after the lock that it is the folder of the
 * path; PBS goes by path each time. Gives up when somebody holds the lock. */
inline lockTracking(me)
{
    if
    :: atomic { folder[place].lock == NOBODY -> at = place; folder[at].lock = me }
    :: atomic { folder[place].lock != NOBODY -> unlock(configLock, me) }; goto endless
    fi
}

/* An operation is registered. */
inline admit(me)
{
    assert(!offline); /* I-01 */
    assert(!drained); /* I-04 */
    works[me] = true
}

/* It has ended: one update in a free moment, or none, since the lock is not to be had. */
inline release(me)
{
    atomic {
        works[me] = false;
        counted[me] = false;
        if
        :: folder[place].lock == NOBODY ->
            if
            :: me == PBS && folder[place].entry[me] == ABSENT -> folder[place].entry[me] = BUSY /* whatever the delta */
            :: else -> folder[place].entry[me] = IDLE
            fi
        :: true
        fi
    }
}

active proctype Gate()
{
    bit at;
    {
endless:
        do
        :: atomic { configLock == NOBODY -> configLock = GATE };
            if
            :: atomic { mode == OFFLINE -> configLock = NOBODY }; goto endless
            :: mode == NONE
            fi;
#ifdef REGISTER_AFTER_UNLOCK
            configLock = NOBODY;
#endif
            lockTracking(GATE);
            atomic { folder[at].entry[GATE] = BUSY; folder[at].lock = NOBODY; at = 0; admit(GATE) };
            atomic { unlock(configLock, GATE) }; /* begin() returns: I-02, what works from here on is registered */
            release(GATE)
        od
    } unless { atomic { death ? GATE -> die(GATE); at = 0 } }
}

/* PBS's cached lookup: compare, check and register as three steps, under the config lock. */
active proctype Pbs()
{
    bit at, used;
    {
endless:
        do
        :: atomic { configLock == NOBODY -> configLock = PBS };
            if
            :: atomic { cachedIsCurrent -> used = cachedMode }
            :: atomic { cachedIsCurrent -> /* and the 60 s are over */
                used = mode;
                if
                :: cachedMode != mode -> raiseCounter(); cachedMode = mode; cachedIsCurrent = true
                :: else
                fi }
            :: atomic { !cachedIsCurrent -> nowIsCurrent = true };
                atomic {
                    used = mode;
                    cachedIsCurrent = nowIsCurrent;
                    cachedMode = (cachedIsCurrent -> mode : NONE);
                    nowIsCurrent = false
                }
            fi;
            if
            :: atomic { used == OFFLINE -> used = NONE; configLock = NOBODY }; goto endless
            :: used == NONE
            fi;
            lockTracking(PBS);
            atomic { folder[place].entry[PBS] = BUSY; folder[at].lock = NOBODY; at = 0; admit(PBS) };
            configLock = NOBODY;
            release(PBS)
        od
    } unless { atomic { death ? PBS -> die(PBS); at = 0; used = NONE; raiseCounter() } }
}

active proctype Setter()
{
    bit wanted, displaced, intervened;
    {
endless:
        do
        :: atomic { configLock == NOBODY ->
                configLock = SETTER;
                if
                :: wanted = OFFLINE
                :: wanted = NONE
                fi };
            if
            :: atomic { mode == wanted -> settled = (mode == OFFLINE) }; /* an equal mode: nothing to write */
#ifdef EQUAL_MODE_WITHOUT_ADD
                goto unlocking
#endif
            :: atomic { mode != wanted -> edited = false }; /* parsed; then the names are exchanged */
                atomic {
                    displaced = mode;
                    intervened = edited;
                    edited = false;
                    put(wanted);
                    settled = (wanted == OFFLINE)
                };
                if
                :: intervened -> /* what was displaced is an editor's file, and goes back to its place */
                    atomic { intervened = edited; wanted = mode; put(displaced); settled = false; displaced = NONE };
                    atomic {
                        if
                        :: intervened -> put(wanted); settled = false /* and the editor had written again */
                        :: else
                        fi;
                        wanted = NONE;
                        intervened = false;
                        edited = false;
                        configLock = NOBODY; /* "changed meanwhile"; the next try is as good as a new set */
                        goto endless
                    }
                :: else
                fi;
                atomic { displaced = NONE; intervened = false }
            fi;
#ifdef ADD_AFTER_UNLOCK
            atomic { unlock(configLock, SETTER) };
#endif
            raiseCounter();
unlocking:
            atomic { unlock(configLock, SETTER); wanted = NONE; edited = false };
            atomic { offline = offline || settled; settled = false }
        od
    } unless { atomic { death ? SETTER ->
        die(SETTER);
        wanted = NONE;
        displaced = NONE;
        intervened = false;
        edited = false;
        settled = false } }
}

/* Who counts after a reading of the tracking file through the folder that the observer has open. */
inline judge(who)
{
    if
    :: !alive[who] || folder[open].entry[who] == IDLE -> seen[who] = false
    :: alive[who] && folder[open].entry[who] == BUSY -> seen[who] = true; counted[who] = works[who]
    :: alive[who] && folder[open].entry[who] == ABSENT ->
#ifdef FORGET_THE_LOST
        seen[who] = false
#else
        skip /* if it was seen, it is lost from sight, and counts */
#endif
    fi
}

inline readCounts()
{
    atomic { judge(GATE); judge(PBS) }
}

inline giveUp()
{
    atomic { inProof = false; moved = false; proving = false }
}

#define conflicts (seen[GATE] || seen[PBS])
#define isVisible(who) (folder[place].entry[who] == BUSY || counted[who])

active proctype Observer()
{
    bit open;
endless:
    do
    :: atomic { open != place -> /* nobody looks into the old folder any more */
        open = place;
        folder[0].entry[GATE] = ABSENT;
        folder[0].entry[PBS] = ABSENT }
    :: atomic { mode == OFFLINE -> inProof = true; readCounts() }; /* (1) */
        if
        :: conflicts -> giveUp(); goto endless
        :: else
        fi;
#ifndef NO_OWN_ADD
        raiseCounter(); /* (2) */
#endif
#ifndef NO_BARRIER
endbarrier:
        configLock == NOBODY; /* (3) */
#endif
#ifdef NO_READ_BACK
        proving = mode;
#else
        if
        :: moved -> giveUp(); goto endless /* its events, which are taken before the file is read */
        :: else
        fi;
        if
        :: atomic { mode == OFFLINE -> proving = true } /* (4) */
        :: mode == NONE -> giveUp(); goto endless
        fi;
        readCounts();
        if
        :: conflicts -> giveUp(); goto endless
        :: else
        fi;
#endif
#ifndef NO_RECHECK
        if
        :: mode == NONE -> giveUp(); goto endless /* (5) */
#ifndef NO_EVENTS_IN_RECHECK
        :: moved -> giveUp(); goto endless
#endif
        :: else
        fi;
        if
        :: open != place -> giveUp(); goto endless
        :: else
        fi;
#endif
        atomic { /* shown: I-03, for whom the file names or ever named to it */
            drained = drained || proving;
            assert(!drained || !works[GATE] || !isVisible(GATE));
            assert(!drained || !works[PBS] || !isVisible(PBS));
            giveUp()
        }
    od
}
