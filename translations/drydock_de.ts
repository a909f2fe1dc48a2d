<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>Backend</name>
    <message>
        <source>This computer&apos;s PBS</source>
        <translation>PBS dieses Rechners</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>Dieser Rechner</translation>
    </message>
    <message>
        <source>My datastores</source>
        <translation>Meine Datenspeicher</translation>
    </message>
</context>
<context>
    <name>Cli</name>
    <message>
        <source>%1: the running operations are not known.</source>
        <translation>%1: Die laufenden Vorgänge sind nicht bekannt.</translation>
    </message>
    <message>
        <source>Warning: %1</source>
        <translation>Warnung: %1</translation>
    </message>
    <message>
        <source>%1: added, %2</source>
        <translation>%1: hinzugefügt, %2</translation>
    </message>
    <message>
        <source>Try: %1</source>
        <translation>Versuchen Sie: %1</translation>
    </message>
    <message>
        <source>Site: %1, %2</source>
        <translation>Standort: %1, %2</translation>
    </message>
    <message>
        <source>There is no command %1.</source>
        <translation>Einen Befehl %1 gibt es nicht.</translation>
    </message>
    <message>
        <source>There is no option %1.</source>
        <translation>Eine Option %1 gibt es nicht.</translation>
    </message>
    <message>
        <source>%1 must stand after its command, such as %2.</source>
        <translation>%1 muss hinter seinem Befehl stehen, etwa %2.</translation>
    </message>
    <message>
        <source>%1 has no option %2; %3 has.</source>
        <translation>%1 hat keine Option %2; %3 hat sie.</translation>
    </message>
    <message>
        <source>%1 %2 is not understood: write %1=%2.</source>
        <translation>%1 %2 ist nicht verständlich: Schreiben Sie %1=%2.</translation>
    </message>
    <message>
        <source>%1= is not understood: write %1 VALUE or %2=VALUE.</source>
        <translation>%1= ist nicht verständlich: Schreiben Sie %1 WERT oder %2=WERT.</translation>
    </message>
    <message>
        <source>%1 wants a value.</source>
        <translation>%1 verlangt einen Wert.</translation>
    </message>
    <message>
        <source>%1 wants a value, but %2 follows. A value that begins with a hyphen is written %3=%2.</source>
        <translation>%1 verlangt einen Wert, doch es folgt %2. Ein Wert, der mit einem Bindestrich beginnt, wird %3=%2 geschrieben.</translation>
    </message>
    <message>
        <source>%1 is given twice.</source>
        <translation>%1 ist zweimal angegeben.</translation>
    </message>
    <message>
        <source>%1 takes no value.</source>
        <translation>%1 nimmt keinen Wert.</translation>
    </message>
    <message>
        <source>The value of %1 is empty.</source>
        <translation>Der Wert von %1 ist leer.</translation>
    </message>
    <message>
        <source>%1 is no value of %2. There are: %3.</source>
        <translation>%1 ist kein Wert von %2. Es gibt: %3.</translation>
    </message>
    <message>
        <source>%1 is no duration for %2. Write a number with s, m, h or d, such as 90s or 1h30m.</source>
        <translation>%1 ist keine Dauer für %2. Schreiben Sie eine Zahl mit s, m, h oder d, etwa 90s oder 1h30m.</translation>
    </message>
    <message>
        <source>The value of %1 is not UTF-8: %2.</source>
        <translation>Der Wert von %1 ist kein UTF-8: %2.</translation>
    </message>
    <message>
        <source>These exclude each other: %1.</source>
        <translation>Dies schließt einander aus: %1.</translation>
    </message>
    <message>
        <source>One of these is needed: %1.</source>
        <translation>Eines hiervon ist nötig: %1.</translation>
    </message>
    <message>
        <source>A command is missing.</source>
        <translation>Es fehlt ein Befehl.</translation>
    </message>
    <message>
        <source>%1 has no JSON output.</source>
        <translation>%1 hat keine JSON-Ausgabe.</translation>
    </message>
    <message>
        <source>%1 needs %2.</source>
        <translation>%1 braucht %2.</translation>
    </message>
    <message>
        <source>%1 is missing.</source>
        <translation>%1 fehlt.</translation>
    </message>
    <message>
        <source>%1 is one argument too many.</source>
        <translation>%1 ist ein Argument zu viel.</translation>
    </message>
    <message>
        <source>The command to run is missing: it stands after --.</source>
        <translation>Der auszuführende Befehl fehlt: Er steht hinter --.</translation>
    </message>
    <message>
        <source>%1 is not UTF-8: %2.</source>
        <translation>%1 ist kein UTF-8: %2.</translation>
    </message>
    <message>
        <source>%1 is empty.</source>
        <translation>%1 ist leer.</translation>
    </message>
    <message>
        <source>%1 is no %2. There are: %3.</source>
        <translation>%1 ist kein gültiger Wert für %2. Es gibt: %3.</translation>
    </message>
    <message>
        <source>%1: %2 may start</source>
        <translation>%1: %2 darf beginnen</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>Interrupted. The mode stays as it is: %1.</source>
        <translation>Unterbrochen. Der Modus bleibt, wie er ist: %1.</translation>
    </message>
    <message>
        <source>done, drained, allowed</source>
        <translation>erledigt, nichts läuft mehr, erlaubt</translation>
    </message>
    <message>
        <source>failed for another cause</source>
        <translation>aus anderem Grund fehlgeschlagen</translation>
    </message>
    <message>
        <source>the command line is not understood</source>
        <translation>die Befehlszeile ist nicht verständlich</translation>
    </message>
    <message>
        <source>no such datastore</source>
        <translation>kein solcher Datenspeicher</translation>
    </message>
    <message>
        <source>no permission</source>
        <translation>keine Berechtigung</translation>
    </message>
    <message>
        <source>the state is not known, or the configuration cannot be read as a whole</source>
        <translation>der Stand ist nicht bekannt, oder die Konfiguration ist im Ganzen nicht lesbar</translation>
    </message>
    <message>
        <source>changed meanwhile, not allowed, or wait without a mode or with a changed one</source>
        <translation>inzwischen geändert, nicht erlaubt, oder wait ohne Modus oder mit geändertem</translation>
    </message>
    <message>
        <source>still draining at the time-out</source>
        <translation>nach Ablauf der Zeit läuft noch etwas</translation>
    </message>
    <message>
        <source>a lock was not got in time</source>
        <translation>eine Sperre war nicht rechtzeitig zu bekommen</translation>
    </message>
    <message>
        <source>several datastores with different results</source>
        <translation>mehrere Datenspeicher mit verschiedenen Ergebnissen</translation>
    </message>
    <message>
        <source>refused by the mode</source>
        <translation>vom Modus abgelehnt</translation>
    </message>
    <message>
        <source>run: drydockctl itself failed (126: not executable, 127: not found, 128+n: ended by signal n, else the command&apos;s own code)</source>
        <translation>run: drydockctl selbst ist gescheitert (126: nicht ausführbar, 127: nicht gefunden, 128+n: von Signal n beendet, sonst der Code des Befehls)</translation>
    </message>
    <message>
        <source>check --unit: neither yes nor no</source>
        <translation>check --unit: weder ja noch nein</translation>
    </message>
    <message>
        <source>Usage: %1</source>
        <translation>Aufruf: %1</translation>
    </message>
    <message>
        <source>Puts backup datastores into maintenance mode, and says when the last operation has ended. drydockctl COMMAND --help tells more of each command.</source>
        <translation>Setzt Backup-Datenspeicher in den Wartungsmodus und sagt, wann der letzte Vorgang zu Ende ist. drydockctl BEFEHL --help sagt mehr zu jedem Befehl.</translation>
    </message>
    <message>
        <source>Commands:</source>
        <translation>Befehle:</translation>
    </message>
    <message>
        <source>Global options, before or after the command:</source>
        <translation>Allgemeine Optionen, vor oder hinter dem Befehl:</translation>
    </message>
    <message>
        <source>Durations (DUR) are numbers with s, m, h or d: 90s, 1h30m. Values follow their option as the next word or after =, those in brackets after = alone; -- ends the options.</source>
        <translation>Dauern (DUR) sind Zahlen mit s, m, h oder d: 90s, 1h30m. Ein Wert folgt seiner Option als nächstes Wort oder nach =, einer in Klammern nur nach =; -- beendet die Optionen.</translation>
    </message>
    <message>
        <source>Exit codes:</source>
        <translation>Rückgabewerte:</translation>
    </message>
    <message>
        <source>Options:</source>
        <translation>Optionen:</translation>
    </message>
    <message>
        <source>WHEN</source>
        <translation>WANN</translation>
    </message>
    <message>
        <source>WHO</source>
        <translation>WER</translation>
    </message>
    <message>
        <source>NAME</source>
        <translation>NAME</translation>
    </message>
    <message>
        <source>FROM</source>
        <translation>VON</translation>
    </message>
    <message>
        <source>TO</source>
        <translation>NACH</translation>
    </message>
    <message>
        <source>DRAINED</source>
        <translation>LEER</translation>
    </message>
    <message>
        <source>No mode has been changed here yet.</source>
        <translation>Hier wurde noch kein Modus geändert.</translation>
    </message>
    <message>
        <source>Lines of the change log that cannot be read: %1</source>
        <translation>Nicht lesbare Zeilen des Änderungsprotokolls: %1</translation>
    </message>
    <message>
        <source>This computer&apos;s PBS: no rights</source>
        <translation>Das PBS dieses Rechners: keine Rechte</translation>
    </message>
    <message>
        <source>No datastore is in such a state.</source>
        <translation>Kein Datenspeicher ist in einem solchen Zustand.</translation>
    </message>
    <message>
        <source>There are no datastores here. Add one: %1</source>
        <translation>Hier gibt es keine Datenspeicher. Fügen Sie einen hinzu: %1</translation>
    </message>
    <message>
        <source>only if the mode is TYPE now, else exit 6</source>
        <translation>nur wenn der Modus jetzt TYPE ist, sonst Rückgabewert 6</translation>
    </message>
    <message>
        <source>say what would be done and change nothing</source>
        <translation>sagen, was geschähe, und nichts ändern</translation>
    </message>
    <message>
        <source>the kind of operation: read or write</source>
        <translation>die Art des Vorgangs: read oder write</translation>
    </message>
    <message>
        <source>all datastores with their modes and states</source>
        <translation>alle Datenspeicher mit Modus und Stand</translation>
    </message>
    <message>
        <source>only those in this state; may be repeated</source>
        <translation>nur die in diesem Zustand; darf sich wiederholen</translation>
    </message>
    <message>
        <source>With -q only the names are printed, one a line; with -v the paths too.</source>
        <translation>Mit -q werden nur die Namen ausgegeben, einer je Zeile; mit -v auch die Pfade.</translation>
    </message>
    <message>
        <source>A configuration that cannot be read as a whole gives exit code 5; the datastores that can be read are listed all the same.</source>
        <translation>Eine im Ganzen nicht lesbare Konfiguration ergibt den Rückgabewert 5; die lesbaren Datenspeicher werden trotzdem aufgeführt.</translation>
    </message>
    <message>
        <source>datastores with all that is known and what blocks them</source>
        <translation>Datenspeicher mit allem, was bekannt ist, und was sie blockiert</translation>
    </message>
    <message>
        <source>add the evidence behind the state</source>
        <translation>die Belege hinter dem Stand dazu</translation>
    </message>
    <message>
        <source>set the maintenance mode: new operations that it forbids are refused</source>
        <translation>den Wartungsmodus setzen: neue Vorgänge, die er verbietet, werden abgelehnt</translation>
    </message>
    <message>
        <source>the reason, one line of at most 64 characters</source>
        <translation>der Grund, eine Zeile von höchstens 64 Zeichen</translation>
    </message>
    <message>
        <source>then wait until drained, as wait does; at most DUR if it is given</source>
        <translation>dann warten wie wait, bis nichts mehr läuft; höchstens DUR, wenn angegeben</translation>
    </message>
    <message>
        <source>Operations that run already go on; &quot;drained&quot; says when none of them is left.</source>
        <translation>Schon laufende Vorgänge gehen weiter; „drained“ sagt, wann keiner mehr übrig ist.</translation>
    </message>
    <message>
        <source>A mode equal to the present one is a success; nothing is written then, but PBS reads its configuration anew all the same.</source>
        <translation>Ein Modus gleich dem jetzigen ist ein Erfolg; geschrieben wird dann nichts, doch PBS liest seine Konfiguration trotzdem neu.</translation>
    </message>
    <message>
        <source>Ctrl+C while waiting leaves the mode as it was set.</source>
        <translation>Strg+C beim Warten lässt den Modus, wie er gesetzt wurde.</translation>
    </message>
    <message>
        <source>end the maintenance mode: the same as set none</source>
        <translation>den Wartungsmodus beenden: dasselbe wie set none</translation>
    </message>
    <message>
        <source>wait until datastores are drained</source>
        <translation>warten, bis auf den Datenspeichern nichts mehr läuft</translation>
    </message>
    <message>
        <source>at most that long; 0 looks once; without it for ever</source>
        <translation>höchstens so lange; 0 sieht einmal nach; ohne Angabe für immer</translation>
    </message>
    <message>
        <source>Only the proof that nothing conflicting runs and that nothing can begin ends the wait with 0. At the time-out the exit code is 8 if operations are known to run, else 5.</source>
        <translation>Nur der Beweis, dass nichts im Konflikt läuft und nichts beginnen kann, beendet das Warten mit 0. Nach Ablauf der Zeit ist der Rückgabewert 8, wenn bekanntlich Vorgänge laufen, sonst 5.</translation>
    </message>
    <message>
        <source>What can never be proven ends it at once with 4 or 5, no mode or a changed one with 6. Ctrl+C leaves the mode as it is.</source>
        <translation>Was sich nie beweisen lässt, beendet es sofort mit 4 oder 5, kein Modus oder ein geänderter mit 6. Strg+C lässt den Modus, wie er ist.</translation>
    </message>
    <message>
        <source>run a command as a registered operation, unless the mode forbids it</source>
        <translation>einen Befehl als verzeichneten Vorgang ausführen, sofern der Modus es nicht verbietet</translation>
    </message>
    <message>
        <source>the kind of job, which decides read or write</source>
        <translation>die Art des Auftrags, die über Lesen oder Schreiben entscheidet</translation>
    </message>
    <message>
        <source>a name for it in lists, at most 64 characters</source>
        <translation>ein Name dafür in Listen, höchstens 64 Zeichen</translation>
    </message>
    <message>
        <source>where the mode forbids it, wait that long for it to change</source>
        <translation>wo der Modus es verbietet, so lange auf seine Änderung warten</translation>
    </message>
    <message>
        <source>write who decided the exit code to this file</source>
        <translation>in diese Datei schreiben, wer den Rückgabewert bestimmt hat</translation>
    </message>
    <message>
        <source>the operation ends with the command, whatever it leaves behind</source>
        <translation>der Vorgang endet mit dem Befehl, was er auch zurücklässt</translation>
    </message>
    <message>
        <source>on a site of Proxmox Backup Server too</source>
        <translation>auch auf einem Standort von Proxmox Backup Server</translation>
    </message>
    <message>
        <source>The exit code is the command&apos;s; 75: refused by the mode; 125: drydockctl itself failed; 126: not executable; 127: not found; 128+n: ended by signal n. --status-file gets {&quot;phase&quot;:&quot;command|refused|wrapper&quot;,&quot;code&quot;:N}.</source>
        <translation>Der Rückgabewert ist der des Befehls; 75: vom Modus abgelehnt; 125: drydockctl selbst ist gescheitert; 126: nicht ausführbar; 127: nicht gefunden; 128+n: von Signal n beendet. --status-file erhält {&quot;phase&quot;:&quot;command|refused|wrapper&quot;,&quot;code&quot;:N}.</translation>
    </message>
    <message>
        <source>exit 255 for anything but yes and no</source>
        <translation>Rückgabewert 255 für alles außer ja und nein</translation>
    </message>
    <message>
        <source>--unit is for systemd&apos;s ExecCondition=, which skips a unit quietly on 1 to 254: a misspelt name must not skip a backup for ever.</source>
        <translation>--unit ist für ExecCondition= von systemd, das eine Unit bei 1 bis 254 still auslässt: Ein vertippter Name darf ein Backup nicht für immer auslassen.</translation>
    </message>
    <message>
        <source>every change as it happens, the present states first</source>
        <translation>jede Änderung, sobald sie geschieht, zuerst der jetzige Stand</translation>
    </message>
    <message>
        <source>the numbers of running operations, as JSON: {&quot;read&quot;:R,&quot;write&quot;:W}</source>
        <translation>die Zahlen der laufenden Vorgänge als JSON: {&quot;read&quot;:R,&quot;write&quot;:W}</translation>
    </message>
    <message>
        <source>Where they are not known nothing is printed and the exit code is 5.</source>
        <translation>Wo sie nicht bekannt sind, wird nichts ausgegeben, und der Rückgabewert ist 5.</translation>
    </message>
    <message>
        <source>changes of modes: when, who, old, new, message</source>
        <translation>Änderungen der Modi: wann, wer, alt, neu, Meldung</translation>
    </message>
    <message>
        <source>add a folder as a datastore</source>
        <translation>einen Ordner als Datenspeicher hinzufügen</translation>
    </message>
    <message>
        <source>one line of at most 128 characters</source>
        <translation>eine Zeile von höchstens 128 Zeichen</translation>
    </message>
    <message>
        <source>take a datastore off the list; its files stay</source>
        <translation>einen Datenspeicher aus der Liste nehmen; seine Dateien bleiben</translation>
    </message>
    <message>
        <source>do not ask</source>
        <translation>nicht fragen</translation>
    </message>
    <message>
        <source>A datastore with a mode or with running operations is not removed.</source>
        <translation>Ein Datenspeicher mit Modus oder mit laufenden Vorgängen wird nicht entfernt.</translation>
    </message>
    <message>
        <source>print a script that completes drydockctl&apos;s arguments</source>
        <translation>ein Skript ausgeben, das die Argumente von drydockctl ergänzt</translation>
    </message>
    <message>
        <source>use the site in this folder</source>
        <translation>den Standort in diesem Ordner verwenden</translation>
    </message>
    <message>
        <source>use Proxmox Backup Server&apos;s files, this computer&apos;s or this user&apos;s</source>
        <translation>die Dateien von Proxmox Backup Server, dieses Rechners oder dieses Benutzers verwenden</translation>
    </message>
    <message>
        <source>print one JSON document, in failure too</source>
        <translation>ein JSON-Dokument ausgeben, auch bei Fehlern</translation>
    </message>
    <message>
        <source>colours; auto: on a terminal, unless NO_COLOR is set</source>
        <translation>Farben; auto: auf einem Terminal, wenn NO_COLOR nicht gesetzt ist</translation>
    </message>
    <message>
        <source>never ask</source>
        <translation>nie fragen</translation>
    </message>
    <message>
        <source>print less: no progress, no confirmation</source>
        <translation>weniger ausgeben: kein Fortschritt, keine Bestätigung</translation>
    </message>
    <message>
        <source>print more</source>
        <translation>mehr ausgeben</translation>
    </message>
    <message>
        <source>print help, of a command where one is given</source>
        <translation>Hilfe ausgeben, zu einem Befehl, wo einer angegeben ist</translation>
    </message>
    <message>
        <source>print the version</source>
        <translation>die Version ausgeben</translation>
    </message>
    <message>
        <source>Standard output cannot be written: %1.</source>
        <translation>Die Standardausgabe lässt sich nicht schreiben: %1.</translation>
    </message>
    <message>
        <source>Use: %1</source>
        <translation>Verwenden Sie: %1</translation>
    </message>
    <message>
        <source>%1 was not removed: nobody can be asked here.</source>
        <translation>%1 wurde nicht entfernt: Hier ist niemand zu fragen.</translation>
    </message>
    <message>
        <source>Add --yes to remove it without a question.</source>
        <translation>Mit --yes wird ohne Rückfrage entfernt.</translation>
    </message>
    <message>
        <source>%1 was not removed.</source>
        <translation>%1 wurde nicht entfernt.</translation>
    </message>
    <message>
        <source>y</source>
        <comment>answer</comment>
        <translation>j</translation>
    </message>
    <message>
        <source>yes</source>
        <comment>answer</comment>
        <translation>ja</translation>
    </message>
    <message>
        <source>Remove %1 (%2) from the list? Files in %2 stay. [y/N] </source>
        <translation>%1 (%2) aus der Liste entfernen? Die Dateien in %2 bleiben. [j/N] </translation>
    </message>
    <message>
        <source>%1: removed; files in %2 stay</source>
        <translation>%1: entfernt; die Dateien in %2 bleiben</translation>
    </message>
    <message>
        <source>No mode has no message: --message goes with read-only and offline.</source>
        <translation>Ohne Modus keine Meldung: --message gehört zu read-only und offline.</translation>
    </message>
    <message>
        <source>Without a mode there is nothing to wait for: --wait goes with read-only and offline.</source>
        <translation>Ohne Modus ist auf nichts zu warten: --wait gehört zu read-only und offline.</translation>
    </message>
    <message>
        <source>%1, unchanged</source>
        <translation>%1, unverändert</translation>
    </message>
    <message>
        <source> (not done: dry run)</source>
        <translation> (nicht ausgeführt: Probelauf)</translation>
    </message>
    <message>
        <source>What is running there is not known.</source>
        <translation>Was dort läuft, ist nicht bekannt.</translation>
    </message>
    <message>
        <source>Running operations that would have to end: %1.</source>
        <translation>Laufende Vorgänge, die enden müssten: %1.</translation>
    </message>
    <message>
        <source>The site is ready: %1</source>
        <translation>Der Standort ist bereit: %1</translation>
    </message>
    <message>
        <source>Datastore %1, line %2: %3</source>
        <translation>Datenspeicher %1, Zeile %2: %3</translation>
    </message>
    <message>
        <source>The configuration can be read again.</source>
        <translation>Die Konfiguration ist wieder lesbar.</translation>
    </message>
    <message>
        <source>%1: removed</source>
        <translation>%1: entfernt</translation>
    </message>
    <message>
        <source>%1: added</source>
        <translation>%1: hinzugefügt</translation>
    </message>
    <message>
        <source>write</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>read</source>
        <translation>Lesen</translation>
    </message>
    <message>
        <source>not listed any more</source>
        <translation>nicht mehr verzeichnet</translation>
    </message>
    <message>
        <source>of another namespace</source>
        <translation>aus einem anderen Namensraum</translation>
    </message>
    <message>
        <source>may go on</source>
        <translation>darf weiterlaufen</translation>
    </message>
    <message>
        <source>PID</source>
        <translation>PID</translation>
    </message>
    <message>
        <source>OPERATION</source>
        <translation>VORGANG</translation>
    </message>
    <message>
        <source>USER</source>
        <translation>BENUTZER</translation>
    </message>
    <message>
        <source>FOR</source>
        <translation>SEIT</translation>
    </message>
    <message>
        <source>UNIT</source>
        <translation>UNIT</translation>
    </message>
    <message>
        <source>REMARK</source>
        <translation>BEMERKUNG</translation>
    </message>
    <message>
        <source>COMMAND</source>
        <translation>BEFEHL</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>nicht lesbar</translation>
    </message>
    <message>
        <source>, set by %1 %2</source>
        <translation>, gesetzt von %1, %2</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>%1 write, %2 read</source>
        <translation>%1 schreibend, %2 lesend</translation>
    </message>
    <message>
        <source>MODE</source>
        <translation>MODUS</translation>
    </message>
    <message>
        <source>STATE</source>
        <translation>STAND</translation>
    </message>
    <message>
        <source>PATH</source>
        <translation>PFAD</translation>
    </message>
    <message>
        <source>Path:</source>
        <translation>Pfad:</translation>
    </message>
    <message>
        <source>Comment:</source>
        <translation>Kommentar:</translation>
    </message>
    <message>
        <source>Mode:</source>
        <translation>Modus:</translation>
    </message>
    <message>
        <source>State:</source>
        <translation>Stand:</translation>
    </message>
    <message>
        <source>Operations:</source>
        <translation>Vorgänge:</translation>
    </message>
    <message>
        <source>Warning:</source>
        <translation>Warnung:</translation>
    </message>
    <message>
        <source>%1 has no maintenance mode, so nothing keeps operations from beginning.</source>
        <translation>%1 hat keinen Wartungsmodus, also hält nichts Vorgänge vom Beginnen ab.</translation>
    </message>
    <message>
        <source>Set one first: %1</source>
        <translation>Setzen Sie zuerst einen: %1</translation>
    </message>
    <message>
        <source>Not known what is running there.</source>
        <translation>Was dort läuft, ist nicht bekannt.</translation>
    </message>
    <message>
        <source>%1: not proven to be drained. %2</source>
        <translation>%1: Nicht bewiesen, dass nichts mehr läuft. %2</translation>
    </message>
    <message>
        <source>go on without a usable version counter of PBS, or out of an unknown mode</source>
        <translation>auch ohne verwendbaren Versionszähler von PBS, oder aus einem unbekannten Modus</translation>
    </message>
    <message>
        <source>&quot;set read-only --wait&quot; does not make an unmount safe: readers go on, and a verification may still write. Use &quot;set offline --wait&quot; for that.</source>
        <translation>„set read-only --wait“ macht ein Aushängen nicht sicher: Leser laufen weiter, und eine Prüfung schreibt vielleicht noch. Dafür ist „set offline --wait“ da.</translation>
    </message>
    <message>
        <source>may this operation start now? Exit 0: yes, 75: no</source>
        <translation>darf dieser Vorgang jetzt beginnen? Rückgabewert 0: ja, 75: nein</translation>
    </message>
    <message>
        <source>make the site&apos;s folders, with their owners and modes</source>
        <translation>die Ordner des Standorts mit Eigentümern und Rechten anlegen</translation>
    </message>
    <message>
        <source>The command has ended, but not what it has started: %1 stays in use by %2.</source>
        <translation>Der Befehl ist zu Ende, aber nicht, was er gestartet hat: %1 wird weiter benutzt von %2.</translation>
    </message>
    <message>
        <source>Waiting for the mode to change.</source>
        <translation>Es wird auf eine Änderung des Modus gewartet.</translation>
    </message>
    <message>
        <source>The entry of this job could not be updated: %1</source>
        <translation>Der Eintrag dieses Auftrags ließ sich nicht erneuern: %1</translation>
    </message>
    <message>
        <source>--label takes at most 64 characters, and no control characters.</source>
        <translation>--label nimmt höchstens 64 Zeichen und keine Steuerzeichen.</translation>
    </message>
    <message>
        <source>On a site of Proxmox Backup Server an entry is not safe: PBS drops what says whose it is, and some versions hide operations of their own behind it.</source>
        <translation>Auf einem Standort von Proxmox Backup Server ist ein Eintrag nicht sicher: PBS verwirft, was sagt, wessen er ist, und manche Versionen verstecken eigene Vorgänge dahinter.</translation>
    </message>
    <message>
        <source>--force runs the command all the same.</source>
        <translation>Mit --force wird der Befehl trotzdem ausgeführt.</translation>
    </message>
    <message>
        <source>Not started.</source>
        <translation>Nicht gestartet.</translation>
    </message>
    <message>
        <source>%1 cannot be run: %2.</source>
        <translation>%1 lässt sich nicht ausführen: %2.</translation>
    </message>
    <message>
        <source>--%1 goes with --repair.</source>
        <translation>--%1 gehört zu --repair.</translation>
    </message>
    <message>
        <source>There is nothing to repair.</source>
        <translation>Es gibt nichts zu reparieren.</translation>
    </message>
    <message>
        <source>This would be done:</source>
        <translation>Das würde getan:</translation>
    </message>
    <message>
        <source>Nothing was repaired: nobody can be asked here.</source>
        <translation>Nichts wurde repariert: Hier kann niemand gefragt werden.</translation>
    </message>
    <message>
        <source>Add --yes to repair without a question.</source>
        <translation>Fügen Sie --yes hinzu, um ohne Frage zu reparieren.</translation>
    </message>
    <message>
        <source>Go on? [y/N] </source>
        <translation>Fortfahren? [j/N] </translation>
    </message>
    <message>
        <source>Nothing was repaired.</source>
        <translation>Nichts wurde repariert.</translation>
    </message>
    <message>
        <source>Nothing wrong was found.</source>
        <translation>Nichts Falsches wurde gefunden.</translation>
    </message>
    <message>
        <source>Errors: %1, warnings: %2.</source>
        <translation>Fehler: %1, Warnungen: %2.</translation>
    </message>
    <message>
        <source>Remove from %1, left by processes that have ended: %2.</source>
        <translation>Aus %1 entfernen, was beendete Prozesse hinterlassen haben: %2.</translation>
    </message>
    <message>
        <source>Drop entries of processes that have ended from the tracking file of %1.</source>
        <translation>Einträge beendeter Prozesse aus der Vorgangsdatei von %1 entfernen.</translation>
    </message>
    <message>
        <source>Give up the entries of %1 that cannot be read. Operations that they stand for run on uncounted: nothing will say that they still use the disk. The old file is kept beside.</source>
        <translation>Die unlesbaren Einträge von %1 aufgeben. Vorgänge, für die sie stehen, laufen ungezählt weiter: Nichts wird sagen, dass sie die Platte noch benutzen. Die alte Datei bleibt daneben erhalten.</translation>
    </message>
    <message>
        <source>%1: files removed: %2</source>
        <translation>%1: entfernte Dateien: %2</translation>
    </message>
    <message>
        <source>%1: entries dropped: %2</source>
        <translation>%1: entfernte Einträge: %2</translation>
    </message>
    <message>
        <source>%1: its tracking file can be read; nothing was forgotten</source>
        <translation>%1: Die Vorgangsdatei ist lesbar; nichts wurde vergessen</translation>
    </message>
    <message>
        <source>%1: entries kept: %2; the old file is %3</source>
        <translation>%1: erhaltene Einträge: %2; die alte Datei ist %3</translation>
    </message>
    <message>
        <source>examine the site: what is wrong, what it means, what to do</source>
        <translation>den Standort untersuchen: was nicht stimmt, was es bedeutet, was zu tun ist</translation>
    </message>
    <message>
        <source>say what can be repaired safely, ask, and do it</source>
        <translation>sagen, was sich gefahrlos reparieren lässt, fragen und es tun</translation>
    </message>
    <message>
        <source>with --repair: give up the entries of this datastore&apos;s tracking file that cannot be read</source>
        <translation>mit --repair: die unlesbaren Einträge der Vorgangsdatei dieses Datenspeichers aufgeben</translation>
    </message>
    <message>
        <source>with --repair: do not ask</source>
        <translation>mit --repair: nicht fragen</translation>
    </message>
    <message>
        <source>It reads only, waits for no lock, and follows no link. With -v it lists what is as it should be too, with -q errors and warnings alone. Exit 0: no error was found, though there may be warnings; 5: a state is unknown or a command is refused; 4: there is no right to see enough. With --repair it says what is left then; what could not be repaired gives its own code.</source>
        <translation>Er liest nur, wartet auf keine Sperre und folgt keiner Verknüpfung. Mit -v zeigt er auch, was in Ordnung ist, mit -q nur Fehler und Warnungen. Exit-Code 0: Kein Fehler wurde gefunden, vielleicht aber Warnungen; 5: Ein Zustand ist unbekannt, oder ein Befehl wird abgelehnt; 4: Es fehlt das Recht, genug zu sehen. Mit --repair sagt er, was danach bleibt; was sich nicht reparieren ließ, ergibt seinen eigenen Code.</translation>
    </message>
    <message>
        <source>--repair removes temporary files of processes that have ended, and has entries of ended processes dropped by the update that every operation makes. It looks again right before each act, under the lock. It deletes nothing else, and makes no count zero.</source>
        <translation>--repair entfernt Temporärdateien beendeter Prozesse und lässt Einträge beendeter Prozesse durch dieselbe Aktualisierung entfernen, die jeder Vorgang macht. Er sieht unmittelbar vor jeder Tat unter der Sperre noch einmal nach. Anderes löscht er nicht, und er macht keine Zahl zu null.</translation>
    </message>
    <message>
        <source>--forget is for a tracking file that is damaged: the entries that can be read stay, the others go. Operations that they stood for run on and are not counted any more, so end what works on the datastore first. The old file is kept as .STORE.aside-DATE.</source>
        <translation>--forget ist für eine beschädigte Vorgangsdatei: Die lesbaren Einträge bleiben, die anderen gehen. Vorgänge, für die sie standen, laufen weiter und werden nicht mehr gezählt; beenden Sie also zuerst, was auf dem Datenspeicher arbeitet. Die alte Datei bleibt als .STORE.aside-DATUM erhalten.</translation>
    </message>
    <message>
        <source>kept: %1</source>
        <translation>behalten: %1</translation>
    </message>
</context>
<context>
    <name>Drydock::AddDatastoreDialog</name>
    <message>
        <source>Add Folder</source>
        <translation>Ordner hinzufügen</translation>
    </message>
    <message>
        <source>&amp;Site:</source>
        <translation>&amp;Standort:</translation>
    </message>
    <message>
        <source>&amp;Browse…</source>
        <translation>Du&amp;rchsuchen …</translation>
    </message>
    <message>
        <source>&amp;Folder:</source>
        <translation>&amp;Ordner:</translation>
    </message>
    <message>
        <source>&amp;Name:</source>
        <translation>&amp;Name:</translation>
    </message>
    <message>
        <source>C&amp;omment:</source>
        <translation>&amp;Kommentar:</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>&amp;Hinzufügen</translation>
    </message>
    <message>
        <source>Choose a Folder</source>
        <translation>Ordner wählen</translation>
    </message>
    <message>
        <source>3 to 32 letters, digits, dots, hyphens and underscores; no dot or hyphen first, no .lock last.</source>
        <translation>3 bis 32 Buchstaben, Ziffern, Punkte, Binde- und Unterstriche; nicht mit Punkt oder Bindestrich am Anfang, nicht mit .lock am Ende.</translation>
    </message>
    <message>
        <source>The path must begin with a slash.</source>
        <translation>Der Pfad muss mit einem Schrägstrich beginnen.</translation>
    </message>
    <message>
        <source>Adding…</source>
        <translation>Wird hinzugefügt …</translation>
    </message>
</context>
<context>
    <name>Drydock::BlockerModel</name>
    <message>
        <source>%1: %2</source>
        <comment>kind of job, then its label or command</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Unknown program</source>
        <translation>Unbekanntes Programm</translation>
    </message>
    <message>
        <source>Write</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>Lesen</translation>
    </message>
    <message>
        <source>1 write</source>
        <translation>1 × Schreiben</translation>
    </message>
    <message numerus="yes">
        <source>%n writes</source>
        <translation>
            <numerusform>%n × Schreiben</numerusform>
            <numerusform>%n × Schreiben</numerusform>
        </translation>
    </message>
    <message>
        <source>1 read</source>
        <translation>1 × Lesen</translation>
    </message>
    <message numerus="yes">
        <source>%n reads</source>
        <translation>
            <numerusform>%n × Lesen</numerusform>
            <numerusform>%n × Lesen</numerusform>
        </translation>
    </message>
    <message>
        <source>, </source>
        <translation>, </translation>
    </message>
    <message>
        <source>Unit: %1</source>
        <translation>Unit: %1</translation>
    </message>
    <message>
        <source>Running since %1</source>
        <translation>Läuft seit %1</translation>
    </message>
    <message>
        <source>May go on in this mode.</source>
        <translation>Darf in diesem Modus weiterlaufen.</translation>
    </message>
    <message>
        <source>Its entry vanished from the tracking file, but the process lives on.</source>
        <translation>Sein Eintrag ist aus der Datei der laufenden Vorgänge verschwunden, doch der Prozess lebt noch.</translation>
    </message>
    <message>
        <source>Runs in another container: its end cannot be seen from here.</source>
        <translation>Läuft in einem anderen Container: Sein Ende ist von hier aus nicht zu sehen.</translation>
    </message>
    <message>
        <source>%1, may go on</source>
        <translation>%1, darf weiterlaufen</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>Job</source>
        <translation>Auftrag</translation>
    </message>
    <message>
        <source>Operation</source>
        <translation>Vorgang</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Running for</source>
        <translation>Läuft seit</translation>
    </message>
    <message>
        <source>PID</source>
        <translation>PID</translation>
    </message>
    <message>
        <source>&lt; 1 min</source>
        <translation>&lt; 1 min</translation>
    </message>
</context>
<context>
    <name>Drydock::DatastoreActions</name>
    <message>
        <source>Add &amp;Folder…</source>
        <translation>&amp;Ordner hinzufügen …</translation>
    </message>
    <message>
        <source>&amp;Edit Maintenance Mode…</source>
        <translation>&amp;Wartungsmodus bearbeiten …</translation>
    </message>
    <message>
        <source>Clear &amp;Mode</source>
        <translation>Modus auf&amp;heben</translation>
    </message>
    <message>
        <source>&amp;Open Folder</source>
        <translation>Ordner ö&amp;ffnen</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>Copy as Comma&amp;nd</source>
        <translation>Als Befehl ko&amp;pieren</translation>
    </message>
    <message>
        <source>&amp;Remove…</source>
        <translation>&amp;Entfernen …</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Refresh</source>
        <translation>&amp;Aktualisieren</translation>
    </message>
    <message>
        <source>&amp;Keyboard Shortcuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <source>Copy &amp;Diagnostics</source>
        <translation>&amp;Diagnose kopieren</translation>
    </message>
    <message>
        <source>&amp;About Drydock</source>
        <translation>Ü&amp;ber Drydock</translation>
    </message>
    <message>
        <source>No datastore is selected.</source>
        <translation>Es ist kein Datenspeicher ausgewählt.</translation>
    </message>
    <message>
        <source>%1 has no maintenance mode.</source>
        <translation>%1 hat keinen Wartungsmodus.</translation>
    </message>
    <message>
        <source>The configuration has not been read yet.</source>
        <translation>Die Konfiguration ist noch nicht gelesen.</translation>
    </message>
    <message>
        <source>%1 is not mounted.</source>
        <translation>%1 ist nicht eingehängt.</translation>
    </message>
    <message>
        <source>No program opened %1.</source>
        <translation>Kein Programm hat %1 geöffnet.</translation>
    </message>
    <message>
        <source>Remove Datastore</source>
        <translation>Datenspeicher entfernen</translation>
    </message>
    <message>
        <source>Remove %1 from the list?</source>
        <translation>%1 aus der Liste entfernen?</translation>
    </message>
    <message>
        <source>Files in %1 stay.</source>
        <translation>Die Dateien in %1 bleiben.</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Entfernen</translation>
    </message>
    <message>
        <source>The mode is changed, but: %1</source>
        <translation>Der Modus ist geändert, aber: %1</translation>
    </message>
</context>
<context>
    <name>Drydock::DatastoreListModel</name>
    <message>
        <source>no rights</source>
        <translation>keine Rechte</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>nicht lesbar</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
</context>
<context>
    <name>Drydock::DatastorePage</name>
    <message>
        <source>Edit…</source>
        <translation>Bearbeiten …</translation>
    </message>
    <message>
        <source>Maintenance mode</source>
        <translation>Wartungsmodus</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>Pfad</translation>
    </message>
    <message>
        <source>Comment</source>
        <translation>Kommentar</translation>
    </message>
    <message>
        <source>Nothing is known of its datastores</source>
        <translation>Über seine Datenspeicher ist nichts bekannt</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1; since when is not known</source>
        <translation>%1; seit wann, ist nicht bekannt</translation>
    </message>
    <message>
        <source>%1 for %2</source>
        <comment>mode, span</comment>
        <translation>%1 seit %2</translation>
    </message>
    <message>
        <source>%1, set at %2</source>
        <comment>…, time</comment>
        <translation>%1, gesetzt um %2</translation>
    </message>
    <message>
        <source>%1, set on %2</source>
        <comment>…, date and time</comment>
        <translation>%1, gesetzt am %2</translation>
    </message>
    <message>
        <source>%1, set by %2 at %3</source>
        <comment>…, user, time</comment>
        <translation>%1, gesetzt von %2 um %3</translation>
    </message>
    <message>
        <source>%1, set by %2 on %3</source>
        <comment>…, user, date and time</comment>
        <translation>%1, gesetzt von %2 am %3</translation>
    </message>
    <message>
        <source>Blockers (%1)</source>
        <translation>Blockierend (%1)</translation>
    </message>
    <message>
        <source>Running operations (%1)</source>
        <translation>Laufende Vorgänge (%1)</translation>
    </message>
    <message>
        <source>No operations are running on this datastore.</source>
        <translation>Auf diesem Datenspeicher läuft kein Vorgang.</translation>
    </message>
    <message>
        <source>It is not known what is running on this datastore.</source>
        <translation>Was auf diesem Datenspeicher läuft, ist nicht bekannt.</translation>
    </message>
    <message>
        <source>Running operations</source>
        <translation>Laufende Vorgänge</translation>
    </message>
</context>
<context>
    <name>Drydock::DemoTour</name>
    <message>
        <source>The demo took too long.</source>
        <translation>Die Vorführung hat zu lange gedauert.</translation>
    </message>
    <message>
        <source>Setting %1 offline …</source>
        <translation>%1 wird offline gesetzt …</translation>
    </message>
    <message>
        <source>Clearing the mode of %1 …</source>
        <translation>Der Modus von %1 wird aufgehoben …</translation>
    </message>
    <message>
        <source>Picture: %1</source>
        <translation>Bild: %1</translation>
    </message>
    <message>
        <source>The picture could not be saved: %1</source>
        <translation>Das Bild konnte nicht gespeichert werden: %1</translation>
    </message>
</context>
<context>
    <name>Drydock::EmptyPage</name>
    <message>
        <source>No datastores yet</source>
        <translation>Noch keine Datenspeicher</translation>
    </message>
    <message>
        <source>Drydock watches backup datastores and tells you when nothing works on them any more.</source>
        <translation>Drydock beobachtet Backup-Datenspeicher und sagt Ihnen, wann nichts mehr auf ihnen arbeitet.</translation>
    </message>
</context>
<context>
    <name>Drydock::MainWindow</name>
    <message>
        <source>Datastores</source>
        <translation>Datenspeicher</translation>
    </message>
    <message>
        <source>&amp;Datastore</source>
        <translation>&amp;Datenspeicher</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>Tool Bar</source>
        <translation>Werkzeugleiste</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Zurück</translation>
    </message>
    <message>
        <source>Other Pane</source>
        <translation>Anderer Bereich</translation>
    </message>
    <message>
        <source>Blockers</source>
        <translation>Blockierende Vorgänge</translation>
    </message>
    <message>
        <source>Modes cannot be changed from here. %1</source>
        <translation>Von hier aus lassen sich keine Modi ändern. %1</translation>
    </message>
    <message>
        <source>1 in maintenance</source>
        <translation>1 in Wartung</translation>
    </message>
    <message numerus="yes">
        <source>%n in maintenance</source>
        <translation>
            <numerusform>%n in Wartung</numerusform>
            <numerusform>%n in Wartung</numerusform>
        </translation>
    </message>
    <message>
        <source>1 unknown</source>
        <translation>1 unbekannt</translation>
    </message>
    <message numerus="yes">
        <source>%n unknown</source>
        <translation>
            <numerusform>%n unbekannt</numerusform>
            <numerusform>%n unbekannt</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Drydock::MaintenanceDialog</name>
    <message>
        <source>&amp;Set Read-only</source>
        <translation>Nur &amp;lesen setzen</translation>
    </message>
    <message>
        <source>&amp;Set Offline</source>
        <translation>&amp;Offline setzen</translation>
    </message>
    <message>
        <source>&amp;Clear Mode</source>
        <translation>&amp;Modus aufheben</translation>
    </message>
    <message>
        <source>Edit: Maintenance mode – %1</source>
        <translation>Bearbeiten: Wartungsmodus – %1</translation>
    </message>
    <message>
        <source>&amp;Reload</source>
        <translation>&amp;Neu laden</translation>
    </message>
    <message>
        <source>&amp;Overwrite</source>
        <translation>Ü&amp;berschreiben</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keiner</translation>
    </message>
    <message>
        <source>Read only</source>
        <translation>Nur lesen</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>Offline</translation>
    </message>
    <message>
        <source>Maintenance &amp;Type:</source>
        <translation>&amp;Wartungsart:</translation>
    </message>
    <message>
        <source>&amp;Description:</source>
        <translation>Be&amp;schreibung:</translation>
    </message>
    <message>
        <source>R&amp;eset</source>
        <translation>&amp;Zurücksetzen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Wird gesetzt …</translation>
    </message>
    <message>
        <source>1 character more than fits.</source>
        <translation>1 Zeichen zu viel.</translation>
    </message>
    <message numerus="yes">
        <source>%n characters more than fit.</source>
        <translation>
            <numerusform>%n Zeichen zu viel.</numerusform>
            <numerusform>%n Zeichen zu viel.</numerusform>
        </translation>
    </message>
    <message>
        <source>Line breaks and control characters became blanks.</source>
        <translation>Zeilenumbrüche und Steuerzeichen wurden zu Leerzeichen.</translation>
    </message>
    <message>
        <source>This mode was set by the server.</source>
        <translation>Diesen Modus hat der Server gesetzt.</translation>
    </message>
    <message>
        <source>None resets it.</source>
        <translation>„Keiner“ setzt ihn zurück.</translation>
    </message>
    <message>
        <source>Changed by another program: %1 → %2</source>
        <translation>Von einem anderen Programm geändert: %1 → %2</translation>
    </message>
    <message>
        <source>Reload shows the new mode, Overwrite sets yours in its place.</source>
        <translation>„Neu laden“ zeigt den neuen Modus, „Überschreiben“ setzt Ihren an seine Stelle.</translation>
    </message>
</context>
<context>
    <name>Drydock::MessageBanner</name>
    <message>
        <source>Dismiss</source>
        <translation>Ausblenden</translation>
    </message>
</context>
<context>
    <name>Drydock::SelectableText</name>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Select All</source>
        <translation>Alles auswählen</translation>
    </message>
</context>
<context>
    <name>Duration</name>
    <message>
        <source>less than a minute</source>
        <translation>weniger als einer Minute</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 h</translation>
    </message>
    <message>
        <source>%1 d</source>
        <translation>%1 d</translation>
    </message>
</context>
<context>
    <name>ErrorText</name>
    <message>
        <source>%1 could not be used</source>
        <translation>%1 ließ sich nicht verwenden</translation>
    </message>
    <message>
        <source>There is no permission for %1</source>
        <translation>Für %1 fehlt die Berechtigung</translation>
    </message>
    <message>
        <source>Run the command as root or as a member of the group that owns the files.</source>
        <translation>Führen Sie den Befehl als root aus oder als Mitglied der Gruppe, der die Dateien gehören.</translation>
    </message>
    <message>
        <source>There is no space left for %1</source>
        <translation>Für %1 ist kein Platz mehr frei</translation>
    </message>
    <message>
        <source>Nothing was changed. Make room there, then try again.</source>
        <translation>Es wurde nichts geändert. Schaffen Sie dort Platz und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>%1 lies on a read-only file system</source>
        <translation>%1 liegt auf einem schreibgeschützten Dateisystem</translation>
    </message>
    <message>
        <source>Nothing was changed. Mount it writable, then try again.</source>
        <translation>Es wurde nichts geändert. Hängen Sie es beschreibbar ein und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>%1 does not exist</source>
        <translation>%1 gibt es nicht</translation>
    </message>
    <message>
        <source>%1 is not what it must be, a plain file or folder without links</source>
        <translation>%1 ist nicht, was es sein muss: eine gewöhnliche Datei oder ein Ordner ohne Verweise</translation>
    </message>
    <message>
        <source>Look who put it there, then move it aside.</source>
        <translation>Sehen Sie nach, wer es dort angelegt hat, und schieben Sie es beiseite.</translation>
    </message>
    <message>
        <source>%1 is larger than allowed</source>
        <translation>%1 ist größer als erlaubt</translation>
    </message>
    <message>
        <source>%1 changed again and again while it was read</source>
        <translation>%1 änderte sich beim Lesen immer wieder</translation>
    </message>
    <message>
        <source>Try again when no other program writes it.</source>
        <translation>Versuchen Sie es erneut, wenn kein anderes Programm darin schreibt.</translation>
    </message>
    <message>
        <source>Wait until the other program is done, then try again.</source>
        <translation>Warten Sie, bis das andere Programm fertig ist, und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>Correct that line. Until then no operation is admitted and no mode can be set.</source>
        <translation>Berichtigen Sie diese Zeile. Bis dahin wird kein Vorgang zugelassen und lässt sich kein Modus setzen.</translation>
    </message>
    <message>
        <source>%1 was changed again and again by a program that takes no lock</source>
        <translation>%1 wurde immer wieder von einem Programm geändert, das keine Sperre nimmt</translation>
    </message>
    <message>
        <source>Close the editor that has it open, then try again.</source>
        <translation>Schließen Sie den Editor, der sie geöffnet hat, und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>There is no datastore %1</source>
        <translation>Es gibt keinen Datenspeicher %1</translation>
    </message>
    <message>
        <source>Check the name: upper and lower case differ.</source>
        <translation>Prüfen Sie den Namen: Groß- und Kleinschreibung zählt.</translation>
    </message>
    <message>
        <source>%1 stands twice in the configuration and is not changed</source>
        <translation>%1 steht zweimal in der Konfiguration und wird nicht geändert</translation>
    </message>
    <message>
        <source>Remove one of the two sections by hand.</source>
        <translation>Entfernen Sie einen der beiden Abschnitte von Hand.</translation>
    </message>
    <message>
        <source>There is a datastore %1 already</source>
        <translation>Einen Datenspeicher %1 gibt es schon</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>%1 cannot be the name of a datastore</source>
        <translation>%1 kann nicht der Name eines Datenspeichers sein</translation>
    </message>
    <message>
        <source>A name has 3 to 32 letters, digits, dots, hyphens and underscores, does not start with a dot or hyphen and does not end in .lock.</source>
        <translation>Ein Name hat 3 bis 32 Buchstaben, Ziffern, Punkte, Binde- und Unterstriche, beginnt nicht mit Punkt oder Bindestrich und endet nicht auf .lock.</translation>
    </message>
    <message>
        <source>%1 cannot be the folder of a datastore</source>
        <translation>%1 kann nicht der Ordner eines Datenspeichers sein</translation>
    </message>
    <message>
        <source>Give the absolute path of a folder that exists.</source>
        <translation>Geben Sie den absoluten Pfad eines vorhandenen Ordners an.</translation>
    </message>
    <message>
        <source>This comment cannot be stored</source>
        <translation>Dieser Kommentar lässt sich nicht speichern</translation>
    </message>
    <message>
        <source>A comment is one line of at most 128 characters.</source>
        <translation>Ein Kommentar ist eine Zeile von höchstens 128 Zeichen.</translation>
    </message>
    <message>
        <source>A message is one line of at most 64 characters.</source>
        <translation>Eine Meldung ist eine Zeile von höchstens 64 Zeichen.</translation>
    </message>
    <message>
        <source>The maintenance mode of %1 cannot be read</source>
        <translation>Der Wartungsmodus von %1 ist nicht lesbar</translation>
    </message>
    <message>
        <source>The maintenance mode of %1 is of a type that Drydock does not know</source>
        <translation>Der Wartungsmodus von %1 ist von einer Art, die Drydock nicht kennt</translation>
    </message>
    <message>
        <source>A newer program may have set it. It is left with drydockctl set --force only.</source>
        <translation>Ein neueres Programm hat ihn vielleicht gesetzt. Er lässt sich nur mit drydockctl set --force verlassen.</translation>
    </message>
    <message>
        <source>%1 was not changed: only read-only, offline and none can be set</source>
        <translation>%1 wurde nicht geändert: Setzen lassen sich nur „read-only“, „offline“ und „none“</translation>
    </message>
    <message>
        <source>%1 is being deleted; its mode cannot be changed</source>
        <translation>%1 wird gelöscht; sein Modus lässt sich nicht ändern</translation>
    </message>
    <message>
        <source>Look at the present mode, then decide again.</source>
        <translation>Sehen Sie sich den jetzigen Modus an und entscheiden Sie neu.</translation>
    </message>
    <message>
        <source>%1 is in maintenance mode</source>
        <translation>%1 ist im Wartungsmodus</translation>
    </message>
    <message>
        <source>Clear the mode first.</source>
        <translation>Heben Sie zuerst den Modus auf.</translation>
    </message>
    <message>
        <source>Operations are still running on %1</source>
        <translation>Auf %1 laufen noch Vorgänge</translation>
    </message>
    <message>
        <source>Wait until they have ended, then try again.</source>
        <translation>Warten Sie, bis sie zu Ende sind, und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>Try again when the mode has been cleared.</source>
        <translation>Versuchen Sie es erneut, wenn der Modus aufgehoben ist.</translation>
    </message>
    <message>
        <source>%1 is not mounted</source>
        <translation>%1 ist nicht eingehängt</translation>
    </message>
    <message>
        <source>Mount its disk, then try again.</source>
        <translation>Hängen Sie den Datenträger ein und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>The running operations cannot be read from %1</source>
        <translation>Die laufenden Vorgänge lassen sich aus %1 nicht lesen</translation>
    </message>
    <message>
        <source>What runs there is not known. drydockctl doctor says what to do about the file.</source>
        <translation>Was dort läuft, ist nicht bekannt. drydockctl doctor sagt, was mit der Datei zu tun ist.</translation>
    </message>
    <message>
        <source>The folder of running operations, %1, is missing or not usable</source>
        <translation>Der Ordner der laufenden Vorgänge, %1, fehlt oder ist nicht verwendbar</translation>
    </message>
    <message>
        <source>Proxmox Backup Server makes its own at start; elsewhere setting a mode does.</source>
        <translation>Proxmox Backup Server legt seinen beim Start an; anderswo entsteht er beim Setzen eines Modus.</translation>
    </message>
    <message>
        <source>%1 lies on a network or FUSE file system</source>
        <translation>%1 liegt auf einem Netz- oder FUSE-Dateisystem</translation>
    </message>
    <message>
        <source>Operations of other computers cannot be seen there: use a folder on a local disk.</source>
        <translation>Vorgänge anderer Rechner sind dort nicht zu sehen: Nehmen Sie einen Ordner auf einem lokalen Datenträger.</translation>
    </message>
    <message>
        <source>/proc shows another namespace&apos;s processes</source>
        <translation>/proc zeigt die Prozesse eines anderen Namensraums</translation>
    </message>
    <message>
        <source>Mount /proc anew in this namespace.</source>
        <translation>Hängen Sie /proc in diesem Namensraum neu ein.</translation>
    </message>
    <message>
        <source>PBS&apos;s version counter %1 cannot be used</source>
        <translation>Der Versionszähler %1 von PBS ist nicht verwendbar</translation>
    </message>
    <message>
        <source>With --force the mode is set all the same; PBS may then miss it for 60 seconds.</source>
        <translation>Mit --force wird der Modus trotzdem gesetzt; PBS bemerkt ihn dann vielleicht erst nach 60 Sekunden.</translation>
    </message>
    <message>
        <source>The datastores here are managed by Proxmox Backup Server</source>
        <translation>Die Datenspeicher hier verwaltet Proxmox Backup Server</translation>
    </message>
    <message>
        <source>Use proxmox-backup-manager datastore.</source>
        <translation>Verwenden Sie proxmox-backup-manager datastore.</translation>
    </message>
    <message>
        <source>There is no usable site at %1</source>
        <translation>Unter %1 ist kein verwendbarer Standort</translation>
    </message>
    <message>
        <source>This Proxmox Backup Server does not record every operation</source>
        <translation>Dieser Proxmox Backup Server verzeichnet nicht jeden Vorgang</translation>
    </message>
    <message>
        <source>Versions from 4.0.21 on do.</source>
        <translation>Versionen ab 4.0.21 tun es.</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>%1 did not answer in time</source>
        <translation>%1 hat nicht rechtzeitig geantwortet</translation>
    </message>
    <message>
        <source>%1 cannot be read</source>
        <translation>%1 ist nicht lesbar</translation>
    </message>
    <message>
        <source>%1, line %2, cannot be read</source>
        <translation>%1, Zeile %2, ist nicht lesbar</translation>
    </message>
    <message>
        <source>%1 was not free in time.</source>
        <translation>%1 war nicht rechtzeitig frei.</translation>
    </message>
    <message>
        <source>%1 was not free in time: it is in use by %2.</source>
        <translation>%1 war nicht rechtzeitig frei: Benutzt wird es von %2.</translation>
    </message>
    <message>
        <source>The message is longer than %1 characters.</source>
        <translation>Die Meldung ist länger als %1 Zeichen.</translation>
    </message>
    <message>
        <source>The message holds a line break or another control character.</source>
        <translation>Die Meldung enthält einen Zeilenumbruch oder ein anderes Steuerzeichen.</translation>
    </message>
    <message>
        <source>%1 was changed meanwhile: it has no mode now.</source>
        <translation>%1 wurde inzwischen geändert: Jetzt ist kein Modus gesetzt.</translation>
    </message>
    <message>
        <source>%1 was changed meanwhile: its mode is %2 now.</source>
        <translation>%1 wurde inzwischen geändert: Der Modus ist jetzt %2.</translation>
    </message>
    <message>
        <source>%1 is offline</source>
        <translation>%1 ist offline</translation>
    </message>
    <message>
        <source>%1 is read-only</source>
        <translation>%1 ist schreibgeschützt</translation>
    </message>
    <message>
        <source>%1 is being refreshed from S3</source>
        <translation>%1 wird aus S3 aufgefrischt</translation>
    </message>
    <message>
        <source>%1 is being unmounted</source>
        <translation>%1 wird ausgehängt</translation>
    </message>
    <message>
        <source>%1 is being deleted</source>
        <translation>%1 wird gelöscht</translation>
    </message>
    <message>
        <source>%1 refuses this operation: %2</source>
        <translation>%1 lehnt diesen Vorgang ab: %2</translation>
    </message>
    <message>
        <source>%1 (set by %2 %3).</source>
        <translation>%1 (gesetzt von %2, %3).</translation>
    </message>
    <message>
        <source>%1, line %2: %3.</source>
        <translation>%1, Zeile %2: %3.</translation>
    </message>
    <message>
        <source>What another program had written is kept as %1</source>
        <translation>Was ein anderes Programm geschrieben hatte, ist als %1 aufgehoben</translation>
    </message>
    <message>
        <source>Compare it with the configuration, then remove it.</source>
        <translation>Vergleichen Sie es mit der Konfiguration und entfernen Sie es dann.</translation>
    </message>
</context>
<context>
    <name>FindingText</name>
    <message>
        <source>Processes are judged in the namespace %2.</source>
        <translation>Prozesse werden im Namensraum %2 beurteilt.</translation>
    </message>
    <message>
        <source>The kernel does not tell its boot id.</source>
        <translation>Der Kernel nennt seine Boot-Kennung nicht.</translation>
    </message>
    <message>
        <source>Entries from before a restart cannot be told from those of today; they count until their process ids are free.</source>
        <translation>Einträge von vor einem Neustart sind von heutigen nicht zu unterscheiden; sie zählen, bis ihre Prozessnummern frei sind.</translation>
    </message>
    <message>
        <source>Make /proc/sys/kernel/random/boot_id readable.</source>
        <translation>Machen Sie /proc/sys/kernel/random/boot_id lesbar.</translation>
    </message>
    <message>
        <source>/proc belongs to another process namespace than this program.</source>
        <translation>/proc gehört zu einem anderen Prozess-Namensraum als dieses Programm.</translation>
    </message>
    <message>
        <source>Process ids mean nothing here: every state is unknown, and no operation is begun.</source>
        <translation>Prozessnummern bedeuten hier nichts: Jeder Zustand ist unbekannt, und kein Vorgang beginnt.</translation>
    </message>
    <message>
        <source>Mount a /proc of this namespace, or run the command outside the container.</source>
        <translation>Hängen Sie ein /proc dieses Namensraums ein, oder führen Sie den Befehl außerhalb des Containers aus.</translation>
    </message>
    <message>
        <source>%1 can be read; datastores: %n.</source>
        <translation>%1 ist lesbar; Datenspeicher: %n.</translation>
    </message>
    <message>
        <source>There is no %1 yet.</source>
        <translation>%1 gibt es noch nicht.</translation>
    </message>
    <message>
        <source>That is the same as an empty list.</source>
        <translation>Das bedeutet dasselbe wie eine leere Liste.</translation>
    </message>
    <message>
        <source>Add a datastore with drydockctl add.</source>
        <translation>Fügen Sie mit drydockctl add einen Datenspeicher hinzu.</translation>
    </message>
    <message>
        <source>No mode is known: every state is unknown, and no operation is begun.</source>
        <translation>Kein Modus ist bekannt: Jeder Zustand ist unbekannt, und kein Vorgang beginnt.</translation>
    </message>
    <message>
        <source>%1, line %l: %2.</source>
        <translation>%1, Zeile %l: %2.</translation>
    </message>
    <message>
        <source>The file as a whole is refused, by Proxmox Backup Server too: no operation is admitted on any datastore, and no mode can be set.</source>
        <translation>Die ganze Datei wird abgelehnt, auch von Proxmox Backup Server: Auf keinem Datenspeicher wird ein Vorgang zugelassen, und kein Modus lässt sich setzen.</translation>
    </message>
    <message>
        <source>Correct that line.</source>
        <translation>Korrigieren Sie diese Zeile.</translation>
    </message>
    <message>
        <source>It is kept and does no harm here; a program of another version may see it differently.</source>
        <translation>Es bleibt erhalten und schadet hier nicht; ein Programm einer anderen Version kann es anders sehen.</translation>
    </message>
    <message>
        <source>Correct that line if it is not meant so.</source>
        <translation>Korrigieren Sie diese Zeile, wenn sie nicht so gemeint ist.</translation>
    </message>
    <message>
        <source>%1: two sections have the name %s; the last one begins in line %l.</source>
        <translation>%1: Zwei Abschnitte heißen %s; der letzte beginnt in Zeile %l.</translation>
    </message>
    <message>
        <source>The last one counts, and its mode cannot be set.</source>
        <translation>Der letzte zählt, und sein Modus lässt sich nicht setzen.</translation>
    </message>
    <message>
        <source>Remove one of the two sections by hand.</source>
        <translation>Entfernen Sie einen der beiden Abschnitte von Hand.</translation>
    </message>
    <message>
        <source>%1, line %l: the name %s ends in .lock.</source>
        <translation>%1, Zeile %l: Der Name %s endet auf .lock.</translation>
    </message>
    <message>
        <source>Its tracking file would be another datastore&apos;s lock file: no operation is begun on it, and its state is unknown.</source>
        <translation>Seine Vorgangsdatei wäre die Sperrdatei eines anderen Datenspeichers: Auf ihm beginnt kein Vorgang, und sein Zustand ist unbekannt.</translation>
    </message>
    <message>
        <source>Give it another name.</source>
        <translation>Geben Sie ihm einen anderen Namen.</translation>
    </message>
    <message>
        <source>%s has a maintenance mode that Drydock does not know: %2.</source>
        <translation>%s hat einen Wartungsmodus, den Drydock nicht kennt: %2.</translation>
    </message>
    <message>
        <source>Every operation on it is refused, and its state is unknown.</source>
        <translation>Jeder Vorgang auf ihm wird abgelehnt, und sein Zustand ist unbekannt.</translation>
    </message>
    <message>
        <source>A newer program may have set it; drydockctl set --force leaves it.</source>
        <translation>Ein neueres Programm hat ihn vielleicht gesetzt; drydockctl set --force verlässt ihn.</translation>
    </message>
    <message>
        <source>No operation is begun on it until it is back.</source>
        <translation>Auf ihm beginnt kein Vorgang, bis es wieder da ist.</translation>
    </message>
    <message>
        <source>A disk that is gone cannot be told from an empty folder.</source>
        <translation>Eine Platte, die fehlt, ist von einem leeren Ordner nicht zu unterscheiden.</translation>
    </message>
    <message>
        <source>Move the file aside; drydockctl add writes a new one.</source>
        <translation>Verschieben Sie die Datei; drydockctl add schreibt eine neue.</translation>
    </message>
    <message>
        <source>%1 has notes of datastores that are not in the list: %2.</source>
        <translation>%1 enthält Notizen zu Datenspeichern, die nicht in der Liste sind: %2.</translation>
    </message>
    <message>
        <source>They are not looked at; a datastore that is added under such a name gets a new one.</source>
        <translation>Sie werden nicht beachtet; ein Datenspeicher, der unter einem solchen Namen hinzukommt, erhält eine neue.</translation>
    </message>
    <message>
        <source>Operations are tracked in %1.</source>
        <translation>Vorgänge werden in %1 verzeichnet.</translation>
    </message>
    <message>
        <source>The folder %1 does not exist.</source>
        <translation>Den Ordner %1 gibt es nicht.</translation>
    </message>
    <message>
        <source>No operation is tracked there. On a site of your own the first one that needs it makes it; Proxmox Backup Server makes its own when it starts.</source>
        <translation>Dort ist kein Vorgang verzeichnet. An einem eigenen Standort legt ihn an, wer ihn zuerst braucht; Proxmox Backup Server legt seinen beim Start an.</translation>
    </message>
    <message>
        <source>Whether operations run is unknown for every datastore.</source>
        <translation>Ob Vorgänge laufen, ist für jeden Datenspeicher unbekannt.</translation>
    </message>
    <message>
        <source>The folder %1 belongs to a stranger: %2.</source>
        <translation>Der Ordner %1 gehört einem Fremden: %2.</translation>
    </message>
    <message>
        <source>Whoever owns it can write anything into it, so what stands there is not believed: every state is unknown.</source>
        <translation>Wem er gehört, der kann alles hineinschreiben; was dort steht, wird nicht geglaubt: Jeder Zustand ist unbekannt.</translation>
    </message>
    <message>
        <source>Look who made it, then set its owner to that of the folder above it.</source>
        <translation>Sehen Sie nach, wer ihn angelegt hat, und setzen Sie dann den Besitzer des Ordners darüber.</translation>
    </message>
    <message>
        <source>The folder %1 lies on a network or FUSE file system (%2).</source>
        <translation>Der Ordner %1 liegt auf einem Netzwerk- oder FUSE-Dateisystem (%2).</translation>
    </message>
    <message>
        <source>Process ids of other machines mean nothing here: no operation is begun, and every state is unknown.</source>
        <translation>Prozessnummern anderer Rechner bedeuten hier nichts: Kein Vorgang beginnt, und jeder Zustand ist unbekannt.</translation>
    </message>
    <message>
        <source>Use a site on a disk of this machine.</source>
        <translation>Nehmen Sie einen Standort auf einer Platte dieses Rechners.</translation>
    </message>
    <message>
        <source>A file system (%2) is mounted exactly at %1.</source>
        <translation>Genau auf %1 ist ein Dateisystem (%2) eingehängt.</translation>
    </message>
    <message>
        <source>Programs that opened the folder before the mount write into the one below, which is not seen from here.</source>
        <translation>Programme, die den Ordner vor dem Einhängen geöffnet haben, schreiben in den darunter, der von hier aus nicht zu sehen ist.</translation>
    </message>
    <message>
        <source>Mount it before anything uses the datastores, or restart the programs that do.</source>
        <translation>Hängen Sie es ein, bevor etwas die Datenspeicher benutzt, oder starten Sie die Programme neu, die es tun.</translation>
    </message>
    <message>
        <source>%1 belongs to others than it should: %2.</source>
        <translation>%1 gehört anderen, als es sollte: %2.</translation>
    </message>
    <message>
        <source>Programs of the rightful owner or group may not be able to use it.</source>
        <translation>Programme des rechtmäßigen Besitzers oder der Gruppe können es vielleicht nicht benutzen.</translation>
    </message>
    <message>
        <source>Set the owner with chown as shown behind the arrow.</source>
        <translation>Setzen Sie den Besitzer mit chown wie hinter dem Pfeil.</translation>
    </message>
    <message>
        <source>%1 has other permissions than it should: %2.</source>
        <translation>%1 hat andere Rechte, als es sollte: %2.</translation>
    </message>
    <message>
        <source>Some who should use it may not be able to, or some who should not are.</source>
        <translation>Manche, die es benutzen sollten, können es vielleicht nicht, oder manche, die es nicht sollten, können es.</translation>
    </message>
    <message>
        <source>Set the permissions with chmod as shown behind the arrow.</source>
        <translation>Setzen Sie die Rechte mit chmod wie hinter dem Pfeil.</translation>
    </message>
    <message>
        <source>Everybody may write to %1: %2.</source>
        <translation>Jeder darf in %1 schreiben: %2.</translation>
    </message>
    <message>
        <source>Any program on this machine can change modes or counts, or hold everything up.</source>
        <translation>Jedes Programm auf diesem Rechner kann Modi oder Zahlen ändern oder alles aufhalten.</translation>
    </message>
    <message>
        <source>Take the right from others: chmod o-w.</source>
        <translation>Nehmen Sie anderen das Recht: chmod o-w.</translation>
    </message>
    <message>
        <source>Without that lock nothing can be proven and nothing changed: states stay unknown.</source>
        <translation>Ohne diese Sperre lässt sich nichts beweisen und nichts ändern: Zustände bleiben unbekannt.</translation>
    </message>
    <message>
        <source>%1 is locked%p.</source>
        <translation>%1 ist gesperrt%p.</translation>
    </message>
    <message>
        <source>Somebody works with it right now; the others wait up to 10 s for it.</source>
        <translation>Jemand arbeitet gerade damit; die anderen warten bis zu 10 s darauf.</translation>
    </message>
    <message>
        <source>If it stays so, look what that program does.</source>
        <translation>Bleibt es so, sehen Sie nach, was dieses Programm tut.</translation>
    </message>
    <message>
        <source>%1 is locked by a process that is stopped%p.</source>
        <translation>%1 ist von einem angehaltenen Prozess gesperrt%p.</translation>
    </message>
    <message>
        <source>Everybody else waits for it in vain.</source>
        <translation>Alle anderen warten vergeblich darauf.</translation>
    </message>
    <message>
        <source>Continue the process (kill -CONT) or end it.</source>
        <translation>Setzen Sie den Prozess fort (kill -CONT) oder beenden Sie ihn.</translation>
    </message>
    <message>
        <source>%s: operations that run (reading + writing): %2.</source>
        <translation>%s: laufende Vorgänge (lesend + schreibend): %2.</translation>
    </message>
    <message>
        <source>What runs on this datastore is unknown. Other datastores are not touched by it.</source>
        <translation>Was auf diesem Datenspeicher läuft, ist unbekannt. Andere Datenspeicher betrifft das nicht.</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2.</source>
        <translation>%1 ist nicht lesbar: %2.</translation>
    </message>
    <message>
        <source>What runs on this datastore is unknown, and no operation is begun on it. Other datastores are not touched by it.</source>
        <translation>Was auf diesem Datenspeicher läuft, ist unbekannt, und auf ihm beginnt kein Vorgang. Andere Datenspeicher betrifft das nicht.</translation>
    </message>
    <message>
        <source>End what works on the datastore, then: drydockctl doctor --repair --forget %s</source>
        <translation>Beenden Sie, was auf dem Datenspeicher arbeitet, dann: drydockctl doctor --repair --forget %s</translation>
    </message>
    <message>
        <source>%1 has files of datastores that are not in the list: %2.</source>
        <translation>%1 enthält Dateien von Datenspeichern, die nicht in der Liste sind: %2.</translation>
    </message>
    <message>
        <source>They count for nothing; a datastore that is added under such a name takes them over.</source>
        <translation>Sie zählen nicht; ein Datenspeicher, der unter einem solchen Namen hinzukommt, übernimmt sie.</translation>
    </message>
    <message>
        <source>%s: entries of processes that have ended: %n (%2).</source>
        <translation>%s: Einträge von Prozessen, die geendet haben: %n (%2).</translation>
    </message>
    <message>
        <source>They do not count; the next operation drops them.</source>
        <translation>Sie zählen nicht; der nächste Vorgang entfernt sie.</translation>
    </message>
    <message>
        <source>%s: entries of processes that have ended and that their parents have not collected: %n (%2).</source>
        <translation>%s: Einträge von Prozessen, die geendet haben und die ihre Eltern nicht abgeholt haben: %n (%2).</translation>
    </message>
    <message>
        <source>They do not count.</source>
        <translation>Sie zählen nicht.</translation>
    </message>
    <message>
        <source>%s: entries whose process ids belong to other processes now: %n (%2).</source>
        <translation>%s: Einträge, deren Prozessnummern jetzt anderen Prozessen gehören: %n (%2).</translation>
    </message>
    <message>
        <source>They do not count, since the start times differ; they go when those processes have ended.</source>
        <translation>Sie zählen nicht, da die Startzeiten verschieden sind; sie verschwinden, wenn jene Prozesse geendet haben.</translation>
    </message>
    <message>
        <source>%s: entries from before the last restart: %n (%2).</source>
        <translation>%s: Einträge von vor dem letzten Neustart: %n (%2).</translation>
    </message>
    <message>
        <source>%s: entries of processes in another container: %n (%2).</source>
        <translation>%s: Einträge von Prozessen in einem anderen Container: %n (%2).</translation>
    </message>
    <message>
        <source>Whether they live cannot be seen from here, so they count for ever.</source>
        <translation>Ob sie leben, ist von hier aus nicht zu sehen, also zählen sie für immer.</translation>
    </message>
    <message>
        <source>Run the command in that container, or look there for what works on the datastore.</source>
        <translation>Führen Sie den Befehl in jenem Container aus, oder sehen Sie dort nach, was auf dem Datenspeicher arbeitet.</translation>
    </message>
    <message>
        <source>%1: temporary files that ended processes have left: %n (%2).</source>
        <translation>%1: Temporärdateien, die beendete Prozesse hinterlassen haben: %n (%2).</translation>
    </message>
    <message>
        <source>They are never read.</source>
        <translation>Sie werden nie gelesen.</translation>
    </message>
    <message>
        <source>drydockctl doctor --repair removes them.</source>
        <translation>drydockctl doctor --repair entfernt sie.</translation>
    </message>
    <message>
        <source>%1: temporary files of processes that live: %n (%2).</source>
        <translation>%1: Temporärdateien von Prozessen, die leben: %n (%2).</translation>
    </message>
    <message>
        <source>They are being written, or their writer&apos;s process id has been given away.</source>
        <translation>Sie werden gerade geschrieben, oder die Prozessnummer ihres Schreibers ist neu vergeben.</translation>
    </message>
    <message>
        <source>%1: files that Drydock did not make: %n (%2).</source>
        <translation>%1: Dateien, die nicht von Drydock sind: %n (%2).</translation>
    </message>
    <message>
        <source>They are left alone.</source>
        <translation>Sie bleiben unberührt.</translation>
    </message>
    <message>
        <source>%1: files that were kept aside: %n (%2).</source>
        <translation>%1: beiseitegelegte Dateien: %n (%2).</translation>
    </message>
    <message>
        <source>They hold what a program without a lock had written, or what could not be read.</source>
        <translation>Sie enthalten, was ein Programm ohne Sperre geschrieben hat oder was nicht lesbar war.</translation>
    </message>
    <message>
        <source>Look into them, then remove them.</source>
        <translation>Sehen Sie hinein, und entfernen Sie sie dann.</translation>
    </message>
    <message>
        <source>%1 can be raised; it stands at %2.</source>
        <translation>%1 lässt sich erhöhen; der Stand ist %2.</translation>
    </message>
    <message>
        <source>There is no version counter %1.</source>
        <translation>Es gibt keinen Versionszähler %1.</translation>
    </message>
    <message>
        <source>Where Proxmox Backup Server runs, modes are not set without it: its processes could go by the old one for 60 s.</source>
        <translation>Wo Proxmox Backup Server läuft, werden ohne ihn keine Modi gesetzt: Seine Prozesse könnten sich 60 s lang nach dem alten richten.</translation>
    </message>
    <message>
        <source>Restart Proxmox Backup Server, which makes it.</source>
        <translation>Starten Sie Proxmox Backup Server neu, der ihn anlegt.</translation>
    </message>
    <message>
        <source>Modes are not set and no check mark is shown while Proxmox Backup Server runs.</source>
        <translation>Solange Proxmox Backup Server läuft, werden keine Modi gesetzt und keine Haken gezeigt.</translation>
    </message>
    <message>
        <source>%1 is not the file that a process of Proxmox Backup Server uses%p.</source>
        <translation>%1 ist nicht die Datei, die ein Prozess von Proxmox Backup Server benutzt%p.</translation>
    </message>
    <message>
        <source>That process does not see that a mode has changed for up to 60 s.</source>
        <translation>Dieser Prozess bemerkt bis zu 60 s lang nicht, dass sich ein Modus geändert hat.</translation>
    </message>
    <message>
        <source>Restart that process.</source>
        <translation>Starten Sie diesen Prozess neu.</translation>
    </message>
    <message>
        <source>Whether a process of Proxmox Backup Server uses %1 cannot be seen%p.</source>
        <translation>Ob ein Prozess von Proxmox Backup Server %1 benutzt, ist nicht zu sehen%p.</translation>
    </message>
    <message>
        <source>Processes that have just started do not use it yet; others&apos; are visible to root alone.</source>
        <translation>Prozesse, die gerade erst gestartet sind, benutzen ihn noch nicht; die anderer sieht nur root.</translation>
    </message>
    <message>
        <source>This machine&apos;s clock is behind what stands in %1: %2.</source>
        <translation>Die Uhr dieses Rechners geht nach gegenüber dem, was in %1 steht: %2.</translation>
    </message>
    <message>
        <source>Times in history and lists are wrong. No state or proof rests on them.</source>
        <translation>Zeiten in Verlauf und Listen stimmen nicht. Kein Zustand und kein Beweis hängt davon ab.</translation>
    </message>
    <message>
        <source>Set the clock.</source>
        <translation>Stellen Sie die Uhr.</translation>
    </message>
    <message>
        <source>This machine&apos;s clock is not set: %2.</source>
        <translation>Die Uhr dieses Rechners ist nicht gestellt: %2.</translation>
    </message>
    <message>
        <source>Who set a mode, and when, is not shown.</source>
        <translation>Wer einen Modus gesetzt hat und wann, wird nicht gezeigt.</translation>
    </message>
    <message>
        <source>%1 has lines that cannot be read: %n.</source>
        <translation>%1 enthält Zeilen, die nicht lesbar sind: %n.</translation>
    </message>
    <message>
        <source>They are skipped. A crash leaves one at most.</source>
        <translation>Sie werden übergangen. Ein Absturz hinterlässt höchstens eine.</translation>
    </message>
    <message>
        <source>Proxmox Backup Server %1 records all its operations; processes: %n.</source>
        <translation>Proxmox Backup Server %1 verzeichnet alle seine Vorgänge; Prozesse: %n.</translation>
    </message>
    <message>
        <source>No process of Proxmox Backup Server runs.</source>
        <translation>Kein Prozess von Proxmox Backup Server läuft.</translation>
    </message>
    <message>
        <source>Proxmox Backup Server %1 records the operations of one process alone; processes: %n.</source>
        <translation>Proxmox Backup Server %1 verzeichnet nur die Vorgänge eines einzigen Prozesses; Prozesse: %n.</translation>
    </message>
    <message>
        <source>States are unknown as long as more than one of its processes could work on a datastore.</source>
        <translation>Zustände sind unbekannt, solange mehr als einer seiner Prozesse auf einem Datenspeicher arbeiten könnte.</translation>
    </message>
    <message>
        <source>Upgrade it to 4.0.21 or newer.</source>
        <translation>Aktualisieren Sie ihn auf 4.0.21 oder neuer.</translation>
    </message>
    <message>
        <source>Proxmox Backup Server %1 does not record all its operations%p.</source>
        <translation>Proxmox Backup Server %1 verzeichnet nicht alle seine Vorgänge%p.</translation>
    </message>
    <message>
        <source>States are unknown: its version is too old or not known, or a process goes on with an old one after an upgrade.</source>
        <translation>Zustände sind unbekannt: Seine Version ist zu alt oder nicht bekannt, oder ein Prozess läuft nach einer Aktualisierung mit einer alten weiter.</translation>
    </message>
    <message>
        <source>Upgrade it to 4.0.21 or newer, and restart it.</source>
        <translation>Aktualisieren Sie ihn auf 4.0.21 oder neuer, und starten Sie ihn neu.</translation>
    </message>
    <message>
        <source>More findings of the kind %2: %n.</source>
        <translation>Weitere Befunde der Art %2: %n.</translation>
    </message>
    <message>
        <source> (process %1)</source>
        <translation> (Prozess %1)</translation>
    </message>
    <message>
        <source> (process %1: %2)</source>
        <translation> (Prozess %1: %2)</translation>
    </message>
    <message>
        <source> (process %1, running since %3: %2)</source>
        <translation> (Prozess %1, läuft seit %3: %2)</translation>
    </message>
    <message>
        <source>good</source>
        <translation>gut</translation>
    </message>
    <message>
        <source>note</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>error</source>
        <translation>Fehler</translation>
    </message>
</context>
<context>
    <name>HelpDialogs</name>
    <message>
        <source>, </source>
        <translation>, </translation>
    </message>
    <message>
        <source>Keyboard Shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Edit the selected datastore&apos;s mode</source>
        <translation>Modus des ausgewählten Datenspeichers bearbeiten</translation>
    </message>
    <message>
        <source>Context menu</source>
        <translation>Kontextmenü</translation>
    </message>
    <message>
        <source>About Drydock</source>
        <translation>Über Drydock</translation>
    </message>
    <message>
        <source>Drydock %1</source>
        <translation>Drydock %1</translation>
    </message>
    <message>
        <source>Puts backup datastores into maintenance mode, shows what still runs on them, and says when they may be touched.</source>
        <translation>Setzt Backup-Datenspeicher in den Wartungsmodus, zeigt, was auf ihnen noch läuft, und sagt, wann man an sie heran darf.</translation>
    </message>
    <message>
        <source>Free software under the GNU General Public License, version 3 or later; it comes without any warranty.

Built with Qt %1 (GNU Lesser General Public License, version 3), simdjson (Apache License 2.0) and tl::expected (CC0).</source>
        <translation>Freie Software unter der GNU General Public License, Version 3 oder neuer; ohne jede Gewährleistung.

Gebaut mit Qt %1 (GNU Lesser General Public License, Version 3), simdjson (Apache License 2.0) und tl::expected (CC0).</translation>
    </message>
</context>
<context>
    <name>ModePreview</name>
    <message>
        <source>1 backup</source>
        <translation>1 Backup</translation>
    </message>
    <message numerus="yes">
        <source>%n backups</source>
        <translation>
            <numerusform>%n Backup</numerusform>
            <numerusform>%n Backups</numerusform>
        </translation>
    </message>
    <message>
        <source>1 restore</source>
        <translation>1 Wiederherstellung</translation>
    </message>
    <message numerus="yes">
        <source>%n restores</source>
        <translation>
            <numerusform>%n Wiederherstellung</numerusform>
            <numerusform>%n Wiederherstellungen</numerusform>
        </translation>
    </message>
    <message>
        <source>1 verify job</source>
        <translation>1 Prüfung</translation>
    </message>
    <message numerus="yes">
        <source>%n verify jobs</source>
        <translation>
            <numerusform>%n Prüfung</numerusform>
            <numerusform>%n Prüfungen</numerusform>
        </translation>
    </message>
    <message>
        <source>1 prune job</source>
        <translation>1 Ausdünnung</translation>
    </message>
    <message numerus="yes">
        <source>%n prune jobs</source>
        <translation>
            <numerusform>%n Ausdünnung</numerusform>
            <numerusform>%n Ausdünnungen</numerusform>
        </translation>
    </message>
    <message>
        <source>1 garbage collection</source>
        <translation>1 Speicherbereinigung</translation>
    </message>
    <message numerus="yes">
        <source>%n garbage collections</source>
        <translation>
            <numerusform>%n Speicherbereinigung</numerusform>
            <numerusform>%n Speicherbereinigungen</numerusform>
        </translation>
    </message>
    <message>
        <source>1 sync</source>
        <translation>1 Abgleich</translation>
    </message>
    <message numerus="yes">
        <source>%n syncs</source>
        <translation>
            <numerusform>%n Abgleich</numerusform>
            <numerusform>%n Abgleiche</numerusform>
        </translation>
    </message>
    <message>
        <source>1 tape backup</source>
        <translation>1 Bandsicherung</translation>
    </message>
    <message numerus="yes">
        <source>%n tape backups</source>
        <translation>
            <numerusform>%n Bandsicherung</numerusform>
            <numerusform>%n Bandsicherungen</numerusform>
        </translation>
    </message>
    <message>
        <source>1 tape restore</source>
        <translation>1 Wiederherstellung vom Band</translation>
    </message>
    <message numerus="yes">
        <source>%n tape restores</source>
        <translation>
            <numerusform>%n Wiederherstellung vom Band</numerusform>
            <numerusform>%n Wiederherstellungen vom Band</numerusform>
        </translation>
    </message>
    <message>
        <source>1 move</source>
        <translation>1 Verschiebung</translation>
    </message>
    <message numerus="yes">
        <source>%n moves</source>
        <translation>
            <numerusform>%n Verschiebung</numerusform>
            <numerusform>%n Verschiebungen</numerusform>
        </translation>
    </message>
    <message>
        <source>1 writer</source>
        <translation>1 Schreiber</translation>
    </message>
    <message numerus="yes">
        <source>%n writers</source>
        <translation>
            <numerusform>%n Schreiber</numerusform>
            <numerusform>%n Schreiber</numerusform>
        </translation>
    </message>
    <message>
        <source>1 reader</source>
        <translation>1 Leser</translation>
    </message>
    <message numerus="yes">
        <source>%n readers</source>
        <translation>
            <numerusform>%n Leser</numerusform>
            <numerusform>%n Leser</numerusform>
        </translation>
    </message>
    <message>
        <source>, </source>
        <translation>, </translation>
    </message>
    <message>
        <source>Reading goes on; new backups, prune and garbage collection will be refused.</source>
        <translation>Lesen geht weiter; neue Backups, Ausdünnen und Speicherbereinigung werden abgelehnt.</translation>
    </message>
    <message>
        <source>Nothing new will be admitted.</source>
        <translation>Neues wird nicht mehr zugelassen.</translation>
    </message>
    <message>
        <source>Normal use:</source>
        <translation>Normaler Betrieb:</translation>
    </message>
    <message>
        <source>Every operation will be admitted.</source>
        <translation>Jeder Vorgang wird zugelassen.</translation>
    </message>
    <message>
        <source>What is running cannot be read.</source>
        <translation>Was läuft, ist nicht lesbar.</translation>
    </message>
    <message>
        <source>The drain will show as unknown.</source>
        <translation>Der Stand wird als unbekannt erscheinen.</translation>
    </message>
    <message>
        <source>No running operation has to finish.</source>
        <translation>Kein laufender Vorgang muss zu Ende gehen.</translation>
    </message>
    <message>
        <source>1 running operation must finish:</source>
        <translation>1 laufender Vorgang muss zu Ende gehen:</translation>
    </message>
    <message numerus="yes">
        <source>%n running operations must finish:</source>
        <translation>
            <numerusform>%n laufender Vorgang muss zu Ende gehen:</numerusform>
            <numerusform>%n laufende Vorgänge müssen zu Ende gehen:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StartOptions</name>
    <message>
        <source>Unexpected argument: %1</source>
        <translation>Unerwartetes Argument: %1</translation>
    </message>
    <message>
        <source>--root and --site exclude each other.</source>
        <translation>--root und --site schließen einander aus.</translation>
    </message>
    <message>
        <source>--root wants a folder.</source>
        <translation>--root verlangt einen Ordner.</translation>
    </message>
    <message>
        <source>--color-scheme wants light, dark or system.</source>
        <translation>--color-scheme verlangt light, dark oder system.</translation>
    </message>
    <message>
        <source>--demo has a site of its own: not with --root or --site.</source>
        <translation>--demo hat einen eigenen Standort: nicht mit --root oder --site.</translation>
    </message>
    <message>
        <source>Usage: drydock [OPTIONS]

Puts backup datastores into maintenance mode and shows what still runs on them.

  --root DIR             the site in this folder (or in $DRYDOCK_ROOT)
  --site SITE            pbs, system or user; without either option: every site that is here
  --demo                 a temporary site with real jobs, gone when the window closes
  --color-scheme SCHEME  light, dark or system
  -h, --help             this text
  --version              the version

The command line is drydockctl.
</source>
        <translation>Aufruf: drydock [OPTIONEN]

Setzt Backup-Datenspeicher in den Wartungsmodus und zeigt, was auf ihnen noch läuft.

  --root DIR             der Standort in diesem Ordner (oder in $DRYDOCK_ROOT)
  --site SITE            pbs, system oder user; ohne beides: alle Standorte dieses Rechners
  --demo                 ein Standort auf Zeit mit echten Aufträgen, weg, wenn das Fenster schließt
  --color-scheme SCHEME  light, dark oder system
  -h, --help             dieser Text
  --version              die Version

Die Befehlszeile heißt drydockctl.
</translation>
    </message>
</context>
<context>
    <name>StateText</name>
    <message>
        <source>1 task</source>
        <translation>1 Aufgabe</translation>
    </message>
    <message numerus="yes">
        <source>%n tasks</source>
        <translation>
            <numerusform>%n Aufgabe</numerusform>
            <numerusform>%n Aufgaben</numerusform>
        </translation>
    </message>
    <message>
        <source>1 writer</source>
        <translation>1 Schreiber</translation>
    </message>
    <message numerus="yes">
        <source>%n writers</source>
        <translation>
            <numerusform>%n Schreiber</numerusform>
            <numerusform>%n Schreiber</numerusform>
        </translation>
    </message>
    <message>
        <source>1 reader</source>
        <translation>1 Leser</translation>
    </message>
    <message numerus="yes">
        <source>%n readers</source>
        <translation>
            <numerusform>%n Leser</numerusform>
            <numerusform>%n Leser</numerusform>
        </translation>
    </message>
    <message>
        <source>Last known: %1</source>
        <translation>Zuletzt: %1</translation>
    </message>
    <message>
        <source>Nothing known</source>
        <translation>Nichts bekannt</translation>
    </message>
    <message>
        <source>%1, less than a minute ago</source>
        <translation>%1, vor weniger als einer Minute</translation>
    </message>
    <message>
        <source>%1, %2 ago</source>
        <translation>%1, vor %2</translation>
    </message>
    <message>
        <source>Being unmounted by the server</source>
        <translation>Wird vom Server ausgehängt</translation>
    </message>
    <message>
        <source>Being refreshed from S3 by the server</source>
        <translation>Wird vom Server aus S3 aufgefrischt</translation>
    </message>
    <message>
        <source>Being deleted by the server</source>
        <translation>Wird vom Server gelöscht</translation>
    </message>
    <message>
        <source>%1, no progress for 15 min</source>
        <translation>%1, seit 15 min kein Fortschritt</translation>
    </message>
    <message>
        <source>1 conflicting task still active.</source>
        <translation>1 Aufgabe im Konflikt noch aktiv.</translation>
    </message>
    <message numerus="yes">
        <source>%n conflicting tasks still active.</source>
        <translation>
            <numerusform>%n Aufgabe im Konflikt noch aktiv.</numerusform>
            <numerusform>%n Aufgaben im Konflikt noch aktiv.</numerusform>
        </translation>
    </message>
    <message>
        <source>No write operations left.</source>
        <translation>Keine Schreibvorgänge mehr.</translation>
    </message>
    <message>
        <source>No operations left.</source>
        <translation>Keine Vorgänge mehr.</translation>
    </message>
    <message>
        <source>, </source>
        <translation>, </translation>
    </message>
    <message>
        <source>In normal use</source>
        <translation>In normalem Betrieb</translation>
    </message>
    <message>
        <source>In normal use, nothing is running</source>
        <translation>In normalem Betrieb, es läuft nichts</translation>
    </message>
    <message>
        <source>In normal use: %1</source>
        <translation>In normalem Betrieb: %1</translation>
    </message>
    <message>
        <source>Wait: %1</source>
        <translation>Warten: %1</translation>
    </message>
    <message>
        <source>The mode is of a type that Drydock does not know: %1.</source>
        <translation>Der Modus ist von einer Art, die Drydock nicht kennt: %1.</translation>
    </message>
    <message>
        <source>another program</source>
        <translation>einem anderen Programm</translation>
    </message>
    <message>
        <source>The configuration is locked by %1.</source>
        <translation>Die Konfiguration ist gesperrt von %1.</translation>
    </message>
    <message>
        <source>The configuration is locked by %1 since %2.</source>
        <translation>Die Konfiguration ist gesperrt von %1 seit %2.</translation>
    </message>
    <message>
        <source>No task is listed, but that cannot be proven.</source>
        <translation>Es ist keine Aufgabe verzeichnet, doch das lässt sich nicht beweisen.</translation>
    </message>
    <message>
        <source>1 process lives on though its entry vanished from the tracking file.</source>
        <translation>1 Prozess lebt noch, obwohl sein Eintrag aus der Datei der laufenden Vorgänge verschwunden ist.</translation>
    </message>
    <message numerus="yes">
        <source>%n processes live on though their entries vanished from the tracking file.</source>
        <translation>
            <numerusform>%n Prozess lebt noch, obwohl sein Eintrag aus der Datei der laufenden Vorgänge verschwunden ist.</numerusform>
            <numerusform>%n Prozesse leben noch, obwohl ihre Einträge aus der Datei der laufenden Vorgänge verschwunden sind.</numerusform>
        </translation>
    </message>
    <message>
        <source>Proven: no write operation runs and none can begin in this mode.</source>
        <translation>Bewiesen: Kein Schreibvorgang läuft, und in diesem Modus kann keiner beginnen.</translation>
    </message>
    <message>
        <source>Proven: no operation runs and none can begin in this mode.</source>
        <translation>Bewiesen: Kein Vorgang läuft, und in diesem Modus kann keiner beginnen.</translation>
    </message>
    <message>
        <source>It is being proven that nothing can begin any more.</source>
        <translation>Es wird gerade bewiesen, dass nichts mehr beginnen kann.</translation>
    </message>
    <message>
        <source>The running operations cannot be read.</source>
        <translation>Die laufenden Vorgänge sind nicht lesbar.</translation>
    </message>
    <message>
        <source>Changes are not seen any more.</source>
        <translation>Änderungen sind nicht mehr zu sehen.</translation>
    </message>
    <message>
        <source>The datastore&apos;s folder is not there.</source>
        <translation>Der Ordner des Datenspeichers ist nicht da.</translation>
    </message>
    <message>
        <source>The tasks are not fewer for 15 min, and do not read or write.</source>
        <translation>Die Aufgaben werden seit 15 min nicht weniger und lesen und schreiben nicht.</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keiner</translation>
    </message>
    <message>
        <source>Read-only</source>
        <translation>Nur lesen</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>Offline</translation>
    </message>
    <message>
        <source>Unmounting</source>
        <translation>Wird ausgehängt</translation>
    </message>
    <message>
        <source>S3 refresh</source>
        <translation>S3-Auffrischung</translation>
    </message>
    <message>
        <source>Being deleted</source>
        <translation>Wird gelöscht</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>Wird geprüft …</translation>
    </message>
    <message>
        <source>Unknown: %1</source>
        <translation>Unbekannt: %1</translation>
    </message>
    <message>
        <source>Not mounted</source>
        <translation>Nicht eingehängt</translation>
    </message>
    <message>
        <source>1 running</source>
        <translation>1 läuft</translation>
    </message>
    <message numerus="yes">
        <source>%n running</source>
        <translation>
            <numerusform>%n läuft</numerusform>
            <numerusform>%n laufen</numerusform>
        </translation>
    </message>
    <message>
        <source>No writers left</source>
        <translation>Keine Schreiber mehr</translation>
    </message>
    <message>
        <source>No tasks left</source>
        <translation>Keine Aufgaben mehr</translation>
    </message>
    <message>
        <source>By the server</source>
        <translation>Vom Server</translation>
    </message>
    <message>
        <source>%1, no progress</source>
        <translation>%1, stockend</translation>
    </message>
    <message>
        <source>Readers may begin (verify may still write); do not unplug.</source>
        <translation>Leser dürfen beginnen (eine Prüfung schreibt vielleicht noch); nicht abziehen.</translation>
    </message>
    <message>
        <source>1 reader may go on (verify may still write); do not unplug.</source>
        <translation>1 Leser darf weiterlaufen (eine Prüfung schreibt vielleicht noch); nicht abziehen.</translation>
    </message>
    <message numerus="yes">
        <source>%n readers may go on (verify may still write); do not unplug.</source>
        <translation>
            <numerusform>%n Leser darf weiterlaufen (eine Prüfung schreibt vielleicht noch); nicht abziehen.</numerusform>
            <numerusform>%n Leser dürfen weiterlaufen (eine Prüfung schreibt vielleicht noch); nicht abziehen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Unknown what is still running</source>
        <translation>Unbekannt, was noch läuft</translation>
    </message>
    <message>
        <source>The configuration cannot be read.</source>
        <translation>Die Konfiguration ist nicht lesbar.</translation>
    </message>
    <message>
        <source>The folder of running operations is missing.</source>
        <translation>Der Ordner der laufenden Vorgänge fehlt.</translation>
    </message>
    <message>
        <source>The folder of running operations was replaced.</source>
        <translation>Der Ordner der laufenden Vorgänge wurde ersetzt.</translation>
    </message>
    <message>
        <source>Another file system is mounted at the datastore&apos;s path.</source>
        <translation>Am Pfad des Datenspeichers ist ein anderes Dateisystem eingehängt.</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
</context>
</TS>
