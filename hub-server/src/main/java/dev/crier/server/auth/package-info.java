/**
 * Who asks, and what they may: tokens and what verifies them, tickets for clients that can't send a token, and the rules that
 * say which topics need one.
 *
 * <p>Nothing here knows how an event is delivered: what may be read is a {@link dev.crier.core.TopicFilter}, and what may not
 * is a {@link dev.crier.server.http.ProblemException}. No token, ticket or cookie is ever part of a message.
 */
@NullMarked
package dev.crier.server.auth;

import org.jspecify.annotations.NullMarked;
