package dev.crier.core.log;

/** The same when nothing is acknowledged before the disk keeps it. */
class SyncedDiskEventLogContractTest extends DiskEventLogContractTest {

    @Override
    Fsync fsync() {
        return Fsync.ALWAYS;
    }
}
