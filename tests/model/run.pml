/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One job under `drydockctl run`: the wrapper, the command, what the command leaves behind, and an observer that goes
 * by the tracking file alone (docs/protocol.md). The command is process 0; each process may start the next one and end
 * at any moment. The wrapper may be killed between any two of its steps. A process that is stopped and never moves
 * again needs no step of its own: the search is over all schedules. Run by check-models, which lists the breaks.
 *
 * What is left out: the gate, which gate.pml is about; start times, by which a pid that is used again is told from its
 * first process, so that an ended process is simply dead here; hand-overs that fail, which leave all as it was.
 */
#define PROCESSES 3
#define WRAPPER 3 /* as a parent */
#define INIT 4
#define NOBODY 5

#define UNBORN 0
#define WAITS 1 /* the command, at its pipe */
#define RUNS 2
#define ZOMBIE 3
#define GONE 4
byte life[PROCESSES] = UNBORN;
byte parent[PROCESSES] = NOBODY;
bit wrapperLives = true;
bit go = false; /* the byte in the pipe */

/* The entry in the tracking file. */
byte named = NOBODY;
bit hasGuardian = false; /* the wrapper */
bit changed = false; /* by anybody, since the observer read it */

/* What is true, and no process looks at. */
byte meant = NOBODY; /* whom the entry names after the wrapper's last update */
bit damaged = false; /* somebody else has changed the file since */
bit known = false; /* the observer has read an entry of this job with its guardian */

#define isDead(p) (life[p] >= ZOMBIE)
#define anyRuns (life[0] == RUNS || life[1] == RUNS || life[2] == RUNS)
#ifdef NOT_SUBREAPER
#define heir INIT
#else
#define heir (wrapperLives -> WRAPPER : INIT)
#endif

/* When its parent has ended, a process gets the heir for one; init reaps at once. */
inline orphan(q, p)
{
    if
    :: parent[q] == p ->
        parent[q] = heir;
        if
        :: parent[q] == INIT && life[q] == ZOMBIE -> life[q] = GONE
        :: else
        fi
    :: else
    fi
}

/* The kernel hands the children on before anybody can see the end. */
inline finish(p)
{
    life[p] = ZOMBIE;
    orphan(0, p);
    orphan(1, p);
    orphan(2, p);
    if
    :: parent[p] == INIT -> life[p] = GONE
    :: parent[p] < PROCESSES -> life[p] = GONE /* its parent has reaped it, */
    :: parent[p] < PROCESSES /* or not yet */
    :: parent[p] == WRAPPER
    fi
}

inline write(whom, guarded)
{
    named = whom;
    hasGuardian = guarded;
    changed = true
}

inline update(whom)
{
    meant = whom;
    damaged = false;
#ifdef NO_GUARDIAN
    write(whom, false)
#else
    write(whom, whom != NOBODY)
#endif
}

active proctype Job()
{
    byte p;
endless:
    do
    :: atomic { life[0] == WAITS && go ->
        assert(damaged || named == 0); /* I-02: registered before it works */
        life[0] = RUNS }
    :: atomic { life[0] == WAITS && !go && !wrapperLives -> finish(0) } /* end of file */
    :: atomic { life[0] == WAITS || life[0] == RUNS -> finish(0) }
    :: atomic { life[0] == RUNS && life[1] == UNBORN -> life[1] = RUNS; parent[1] = 0 }
    :: atomic { life[1] == RUNS -> finish(1) }
    :: atomic { life[1] == RUNS && life[2] == UNBORN -> life[2] = RUNS; parent[2] = 1 }
    :: atomic { life[0] == RUNS && life[1] != UNBORN && life[2] == UNBORN -> life[2] = RUNS; parent[2] = 0 }
    :: atomic { life[2] == RUNS -> finish(2) }
    od
}

/* PBS, which drops our keys and the entries of the dead; and whoever may write the file, who empties it. */
active proctype OtherWriter()
{
endless:
    do
    :: atomic { hasGuardian -> write(named, false); damaged = true }
    :: atomic { named != NOBODY -> write(NOBODY, false); damaged = true }
    od
}

chan death = [0] of { bit };

inline wrapperEnds()
{
    wrapperLives = false;
    orphan(0, WRAPPER);
    orphan(1, WRAPPER);
    orphan(2, WRAPPER)
}

active proctype Death()
{
endless:
    death ! true
}

inline reap(p)
{
    if
    :: parent[p] == WRAPPER && life[p] == ZOMBIE && p != mine -> life[p] = GONE
    :: else
    fi
}

/* The kernel's list of the wrapper's children, the dead ones included. */
inline list(into)
{
    into = 0;
    if
    :: parent[0] == WRAPPER && life[0] != GONE -> into = into | 1
    :: else
    fi;
    if
    :: parent[1] == WRAPPER && life[1] != GONE -> into = into | 2
    :: else
    fi;
    if
    :: parent[2] == WRAPPER && life[2] != GONE -> into = into | 4
    :: else
    fi
}

/* One by one: waitid for each of the list. */
inline ask(p)
{
    if
    :: (children & (1 << p)) && !isDead(p) && next == NOBODY -> next = p
    :: else
    fi
}

active proctype Wrapper()
{
    byte mine = 0, next = NOBODY;
    byte children, before;
    {
        atomic { life[0] = WAITS; parent[0] = WRAPPER };
#ifdef GO_BEFORE_ENTRY
        go = true;
#endif
        if
        :: atomic { update(0) } /* passed the gate */
        :: atomic { life[0] = GONE; wrapperEnds() }; goto endOfJob /* refused */
        fi;
        go = true;
endless:
        do
        :: atomic { named != meant || !hasGuardian -> update(meant) } /* looks at the file, and restores the entry */
        :: atomic { isDead(mine) -> reap(0); reap(1); reap(2); before = 0; next = NOBODY };
            do
            :: atomic { list(children) };
                ask(0);
                ask(1);
                ask(2);
#ifdef LIST_ONCE
                break
#else
                if
                :: next != NOBODY || children == before -> break
                :: else -> before = children
                fi
#endif
            od;
            if
            :: next == NOBODY -> break
            :: atomic { next != NOBODY -> mine = next; update(mine); next = NOBODY; children = 0; before = 0 }
            fi
        od;
        atomic { update(NOBODY) };
        atomic { wrapperEnds() };
endOfJob:
        skip
    } unless { atomic { death ? true -> wrapperEnds(); mine = 0; next = NOBODY; children = 0; before = 0 } }
}

/* What the monitor knows of each process, from one reading to the next (HolderBook). */
typedef Known { bit held; bit guarded; bit dead }
Known book[PROCESSES];

inline take(p)
{
    if
    :: listed == p -> book[p].held = true; book[p].guarded = book[p].guarded || guarded
    :: listed != p && book[p].held -> /* lost from sight, if it lives, or if its guardian vouches for nobody else */
#ifdef FORGET_THE_LOST
        book[p].held = false;
#else
        if
        :: !book[p].dead
        :: book[p].dead && book[p].guarded && !guardianDead && !(listed != NOBODY && guarded)
        :: else -> book[p].held = false
        fi;
#endif
        book[p].guarded = book[p].guarded && book[p].held
    :: else
    fi
}

#define counts(p) (book[p].held && (!book[p].dead || (book[p].guarded && !guardianDead)))

active proctype Observer()
{
    byte listed = NOBODY;
    bit guarded, guardianDead;
endless:
    do
    :: atomic { changed = false; listed = named; guarded = hasGuardian; known = known || guarded };
        book[0].dead = isDead(0);
        book[1].dead = isDead(1);
        book[2].dead = isDead(2);
        guardianDead = !wrapperLives;
        atomic {
            if
            :: listed != NOBODY -> guarded = guarded || (book[listed].held && book[listed].guarded)
            :: else
            fi;
            take(0);
            take(1);
            take(2);
            if
            :: counts(0) || counts(1) || counts(2)
#ifndef NO_FILE_RECHECK
            :: changed /* it is read again */
#endif
            :: else ->
                /* I-12 and I-05: whom the entry names, and all of the job while the wrapper lives */
                assert(damaged || meant == NOBODY || life[meant] != RUNS);
                assert(damaged || !anyRuns || !wrapperLives);
                assert(!known || !anyRuns || !wrapperLives)
            fi;
            listed = NOBODY;
            guarded = false;
            guardianDead = false;
            book[0].dead = false;
            book[1].dead = false;
            book[2].dead = false
        }
    od
}
