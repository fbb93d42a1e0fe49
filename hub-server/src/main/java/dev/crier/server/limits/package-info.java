/** What keeps a hub from being used up: who may connect, how long anything may take, how much may be sent. */
@NullMarked
package dev.crier.server.limits;

import org.jspecify.annotations.NullMarked;
