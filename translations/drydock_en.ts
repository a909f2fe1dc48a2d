<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Drydock::BlockerModel</name>
    <message numerus="yes">
        <source>%n writes</source>
        <translation>
            <numerusform>%n write</numerusform>
            <numerusform>%n writes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n reads</source>
        <translation>
            <numerusform>%n read</numerusform>
            <numerusform>%n reads</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Drydock::MainWindow</name>
    <message numerus="yes">
        <source>%n in maintenance</source>
        <translation>
            <numerusform>%n in maintenance</numerusform>
            <numerusform>%n in maintenance</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unknown</source>
        <translation>
            <numerusform>%n unknown</numerusform>
            <numerusform>%n unknown</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Drydock::MaintenanceDialog</name>
    <message numerus="yes">
        <source>%n characters more than fit.</source>
        <translation>
            <numerusform>%n character more than fits.</numerusform>
            <numerusform>%n characters more than fit.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ModePreview</name>
    <message numerus="yes">
        <source>%n backups</source>
        <translation>
            <numerusform>%n backup</numerusform>
            <numerusform>%n backups</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n restores</source>
        <translation>
            <numerusform>%n restore</numerusform>
            <numerusform>%n restores</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n verify jobs</source>
        <translation>
            <numerusform>%n verify job</numerusform>
            <numerusform>%n verify jobs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n prune jobs</source>
        <translation>
            <numerusform>%n prune job</numerusform>
            <numerusform>%n prune jobs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n garbage collections</source>
        <translation>
            <numerusform>%n garbage collection</numerusform>
            <numerusform>%n garbage collections</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n syncs</source>
        <translation>
            <numerusform>%n sync</numerusform>
            <numerusform>%n syncs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n tape backups</source>
        <translation>
            <numerusform>%n tape backup</numerusform>
            <numerusform>%n tape backups</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n tape restores</source>
        <translation>
            <numerusform>%n tape restore</numerusform>
            <numerusform>%n tape restores</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n moves</source>
        <translation>
            <numerusform>%n move</numerusform>
            <numerusform>%n moves</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n writers</source>
        <translation>
            <numerusform>%n writer</numerusform>
            <numerusform>%n writers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n readers</source>
        <translation>
            <numerusform>%n reader</numerusform>
            <numerusform>%n readers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n running operations must finish:</source>
        <translation>
            <numerusform>%n running operation must finish:</numerusform>
            <numerusform>%n running operations must finish:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StateText</name>
    <message numerus="yes">
        <source>%n tasks</source>
        <translation>
            <numerusform>%n task</numerusform>
            <numerusform>%n tasks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n writers</source>
        <translation>
            <numerusform>%n writer</numerusform>
            <numerusform>%n writers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n readers</source>
        <translation>
            <numerusform>%n reader</numerusform>
            <numerusform>%n readers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n conflicting tasks still active.</source>
        <translation>
            <numerusform>%n conflicting task still active.</numerusform>
            <numerusform>%n conflicting tasks still active.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n processes live on though their entries vanished from the tracking file.</source>
        <translation>
            <numerusform>%n process lives on though its entry vanished from the tracking file.</numerusform>
            <numerusform>%n processes live on though their entries vanished from the tracking file.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n running</source>
        <translation>
            <numerusform>%n running</numerusform>
            <numerusform>%n running</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n readers may go on (verify may still write); do not unplug.</source>
        <translation>
            <numerusform>%n reader may go on (verify may still write); do not unplug.</numerusform>
            <numerusform>%n readers may go on (verify may still write); do not unplug.</numerusform>
        </translation>
    </message>
</context>
</TS>
