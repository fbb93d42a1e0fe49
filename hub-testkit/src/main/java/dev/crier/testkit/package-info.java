/** Contract tests for sources and logs, to be run on one's own class. */
@NullMarked
package dev.crier.testkit;

import org.jspecify.annotations.NullMarked;
