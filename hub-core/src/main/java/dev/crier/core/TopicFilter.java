package dev.crier.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a subscription wants: one or more patterns, of which a topic must match at least one; what a subscription may have
 * and wants is one as well, the intersection of two.
 *
 * <p>In a pattern {@code *} is exactly one segment and a last {@code **} any number, none included ({@code a/**} matches
 * {@code a}). What begins with {@code hub/} is matched only by patterns that do. Two filters with the same set of patterns
 * are equal, in whatever order they were written. A pattern may have exceptions ({@link #except}), which can't be written,
 * only calculated. Immutable and safe to share.
 */
public final class TopicFilter {

    /** By their patterns, which is how they are listed; of one pattern by what is taken out of it. */
    private static final Comparator<Term> ORDER =
            Comparator.<Term, TopicPattern>comparing(Term::pattern).thenComparing(Term::toString);

    /** Every topic but the hub's own. */
    public static final TopicFilter ALL = TopicFilter.of("**");

    /** Up to how many patterns, or exceptions of one, it pays to look for those that others cover. */
    private static final int FEW = 64;

    /** A pattern and what is taken out of it: patterns that lie within it. */
    private record Term(TopicPattern pattern, List<TopicPattern> except) {

        boolean wild() {
            return pattern.wild();
        }

        boolean matches(String path) {
            if (!pattern.matches(path)) {
                return false;
            }
            for (int i = 0; i < except.size(); i++) {
                if (except.get(i).matches(path)) {
                    return false;
                }
            }
            return true;
        }

        /** The same with only those exceptions that concern the pattern; empty if nothing is left. */
        static Optional<Term> of(TopicPattern pattern, Stream<TopicPattern> except) {
            List<TopicPattern> within = except.flatMap(out -> pattern.and(out).stream())
                    .distinct()
                    .sorted()
                    .toList();
            if (within.contains(pattern)) {
                return Optional.empty();
            }
            return Optional.of(new Term(pattern, withoutCovered(within)));
        }

        private static List<TopicPattern> withoutCovered(List<TopicPattern> patterns) {
            if (patterns.size() > FEW) {
                return patterns;
            }
            return patterns.stream()
                    .filter(one -> patterns.stream().noneMatch(other -> !other.equals(one) && other.covers(one)))
                    .toList();
        }

        Optional<Term> and(Term other) {
            if (other.except.isEmpty() && other.pattern.covers(pattern)) {
                return Optional.of(this);
            }
            if (except.isEmpty() && pattern.covers(other.pattern)) {
                return Optional.of(other);
            }
            return pattern.and(other.pattern)
                    .flatMap(both -> of(both, Stream.concat(except.stream(), other.except.stream())));
        }

        /** Whether all that matches the other surely matches this too; of many exceptions nothing is sure. */
        boolean covers(Term other) {
            return pattern.covers(other.pattern)
                    && Math.max(except.size(), other.except.size()) <= FEW
                    && except.stream()
                            .allMatch(out -> out.and(other.pattern)
                                    .map(common -> other.except.stream().anyMatch(its -> its.covers(common)))
                                    .orElse(true));
        }

        @Override
        public String toString() {
            return except.isEmpty()
                    ? pattern.text()
                    : pattern + " except "
                            + except.stream().map(TopicPattern::text).collect(Collectors.joining(" and "));
        }
    }

    private final List<Term> terms;
    private final List<String> patterns;
    private final boolean exceptions;
    private final int hash;

    private TopicFilter(Stream<Term> terms) {
        this.terms = terms.sorted(ORDER).toList();
        this.patterns = this.terms.stream().map(term -> term.pattern.text()).toList();
        this.exceptions = this.terms.stream().anyMatch(term -> !term.except.isEmpty());
        this.hash = this.terms.hashCode();
    }

    /**
     * A filter of one pattern.
     *
     * @throws InvalidTopicException if it breaks the grammar
     */
    public static TopicFilter of(String pattern) {
        return anyOf(List.of(pattern));
    }

    /**
     * A filter that matches what any of the patterns matches.
     *
     * @throws InvalidTopicException if one breaks the grammar, or there is none
     */
    public static TopicFilter anyOf(Collection<String> patterns) {
        if (patterns.isEmpty()) {
            throw new InvalidTopicException("a filter needs at least one topic or pattern");
        }
        for (String pattern : patterns) {
            Objects.requireNonNull(pattern, "pattern");
            Segments.check("pattern", pattern, Segments.Wildcards.ALLOWED);
        }
        return new TopicFilter(
                patterns.stream().distinct().map(pattern -> new Term(TopicPattern.of(pattern), List.of())));
    }

    /** A filter that matches just this topic. */
    public static TopicFilter exactly(Topic topic) {
        return new TopicFilter(Stream.of(new Term(TopicPattern.of(topic.path()), List.of())));
    }

    // ---- what several filters have in common

    /**
     * The filter of what matches both, empty if no topic does.
     *
     * <p>It may have as many patterns as {@link #wildcards()} of the one times those of the other, besides the topics of both.
     */
    public Optional<TopicFilter> and(TopicFilter other) {
        List<Term> common = new ArrayList<>();
        List<Term> wild = other.terms.stream().filter(Term::wild).toList();
        for (Term mine : terms) {
            if (!mine.wild()) {
                if (other.matches(mine.pattern.text())) {
                    common.add(mine);
                }
                continue;
            }
            for (Term its : wild) {
                mine.and(its).ifPresent(common::add);
            }
        }
        for (Term its : other.terms) {
            if (!its.wild() && matches(its.pattern.text())) {
                common.add(its);
            }
        }
        return ofTerms(common);
    }

    /** The filter of what matches one of the two. */
    public TopicFilter or(TopicFilter other) {
        List<Term> all = Stream.concat(terms.stream(), other.terms.stream()).toList();
        return new TopicFilter(withoutCovered(all));
    }

    /** The filter of what matches this and none of some patterns; empty if no topic does. */
    public Optional<TopicFilter> except(Collection<TopicFilter> others) {
        List<TopicPattern> out = others.stream()
                .flatMap(other -> other.patterns.stream())
                .map(TopicPattern::of)
                .toList();
        return ofTerms(terms.stream()
                .flatMap(term -> Term.of(term.pattern, Stream.concat(term.except.stream(), out.stream())).stream())
                .toList());
    }

    private static Optional<TopicFilter> ofTerms(List<Term> terms) {
        return terms.isEmpty() ? Optional.empty() : Optional.of(new TopicFilter(withoutCovered(terms)));
    }

    private static Stream<Term> withoutCovered(List<Term> terms) {
        List<Term> distinct = terms.stream().distinct().toList();
        if (distinct.size() > FEW) {
            return distinct.stream();
        }
        List<Term> kept = new ArrayList<>();
        for (Term term : distinct) {
            if (kept.stream().noneMatch(other -> other.covers(term))) {
                kept.removeIf(term::covers);
                kept.add(term);
            }
        }
        return kept.stream();
    }

    // ---- what it is

    /** The patterns, sorted; with {@link #hasExceptions()} they match more than the filter does. */
    public List<String> patterns() {
        return patterns;
    }

    /** Whether a pattern has exceptions, so that {@link #matches} alone knows what matches. */
    public boolean hasExceptions() {
        return exceptions;
    }

    /** The patterns without wildcards, as topics. */
    public List<Topic> exactTopics() {
        return terms.stream()
                .filter(term -> !term.wild())
                .map(term -> new Topic(term.pattern.text()))
                .toList();
    }

    /** Whether no pattern has a wildcard, so that {@link #exactTopics()} is all there is. */
    public boolean exact() {
        return wildcards() == 0;
    }

    /** How many patterns have a wildcard. */
    public int wildcards() {
        int wild = 0;
        for (Term term : terms) {
            wild += term.wild() ? 1 : 0;
        }
        return wild;
    }

    /** Whether the topic matches one of the patterns, and none of its exceptions. */
    public boolean matches(Topic topic) {
        return matches(topic.path());
    }

    private boolean matches(String path) {
        for (int i = 0; i < terms.size(); i++) {
            if (terms.get(i).matches(path)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TopicFilter filter && terms.equals(filter.terms);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** The patterns, separated by commas. */
    @Override
    public String toString() {
        return terms.stream().map(Term::toString).collect(Collectors.joining(","));
    }

    /**
     * One of the patterns that a topic may match, and what is taken out of it.
     *
     * @param pattern as it is written
     * @param except patterns that lie within it
     */
    public record Alternative(String pattern, List<String> except) {

        /** Makes one. */
        public Alternative {
            Objects.requireNonNull(pattern, "pattern");
            except = List.copyOf(except);
        }
    }

    /** All that the filter is, for who must match elsewhere: a topic matches it if it matches one of these. */
    public List<Alternative> alternatives() {
        return terms.stream()
                .map(term -> new Alternative(
                        term.pattern.text(),
                        term.except.stream().map(TopicPattern::text).toList()))
                .toList();
    }

    /** The segments of each pattern, for the index of audiences. */
    public List<List<String>> segments() {
        return terms.stream().map(term -> term.pattern.segments()).toList();
    }
}
