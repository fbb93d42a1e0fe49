package dev.crier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crier.core.settings.ByteSize;
import dev.crier.server.config.HubConfig;
import dev.crier.server.config.RetentionConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Reading the history and the list of topics. */
class HistoryTest {

    private static final int KEPT = 5;

    private static TestHub hub;

    @BeforeAll
    static void start() {
        RetentionConfig few = new RetentionConfig(KEPT, Duration.ofHours(1), ByteSize.ofMebibytes(1));
        hub = TestHub.start(config -> config.withTopicDefaults(new HubConfig.TopicDefaults(few)));
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static JsonObject get(String target) {
        try (RawClient client = hub.connect().get(target)) {
            RawClient.Answer answer = client.answer();
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(answer.header("cache-control")).isEqualTo("no-store");
            return new JsonObject(answer.body());
        }
    }

    private static JsonObject event(JsonObject page, int index) {
        return page.getJsonArray("events").getJsonObject(index);
    }

    @Test
    void a_page_has_envelopes_and_the_id_to_go_on_from() {
        String first = hub.publish("h/a", "1");
        String second = hub.publish("h/a", "2");
        JsonObject page = get("/history/h/a");
        assertThat(page.fieldNames()).containsExactly("events", "next", "more");
        assertThat(event(page, 0).fieldNames()).containsExactly("id", "topic", "time", "data");
        assertThat(event(page, 0).getString("id")).isEqualTo(first);
        assertThat(page.getString("next")).isEqualTo(second);
        assertThat(page.getBoolean("more")).isFalse();
    }

    @Test
    void the_newest_events_can_be_had_without_the_older_ones_and_an_id_wins_over_their_number() {
        String first = hub.publish("h/newest/a", "1");
        hub.publish("h/newest/b", "2");
        hub.publish("h/newest/a", "3");
        JsonObject page = get("/history/h/newest/*?replay=2");
        assertThat(page.getJsonArray("events")).hasSize(2);
        assertThat(event(page, 0).getString("data")).isEqualTo("2");
        assertThat(event(page, 1).getString("data")).isEqualTo("3");
        assertThat(page.getBoolean("more")).isFalse();
        assertThat(get("/history/h/newest/*?replay=9").getJsonArray("events")).hasSize(3);
        assertThat(get("/history/h/newest/*?replay=1&after=" + first).getJsonArray("events"))
                .hasSize(2);
    }

    @Test
    void page_by_page_everything_is_read_once_in_order() {
        for (int i = 0; i < KEPT; i++) {
            hub.publish("h/pages/" + i % 2, "" + i);
        }
        StringBuilder read = new StringBuilder();
        String target = "/history/h/pages/*?limit=2";
        JsonObject page = get(target);
        while (true) {
            page.getJsonArray("events").forEach(event -> read.append(((JsonObject) event).getString("data")));
            if (!page.getBoolean("more")) {
                break;
            }
            page = get(target + "&after=" + page.getString("next"));
        }
        assertThat(read).hasToString("01234");
        assertThat(get(target + "&after=" + page.getString("next")).getJsonArray("events"))
                .isEmpty();
    }

    @Test
    void what_was_evicted_after_the_id_asked_for_is_announced() {
        String first = hub.publish("h/gap", "0");
        String second = hub.publish("h/gap", "1");
        for (int i = 0; i < KEPT; i++) {
            hub.publish("h/gap", "kept");
        }
        JsonObject page = get("/history/h/gap?after=" + first);
        JsonObject gap = page.getJsonObject("gap");
        assertThat(gap.fieldNames()).containsExactly("reason", "topics", "more", "after", "resume");
        assertThat(gap.getString("reason")).isEqualTo("expired");
        assertThat(gap.getJsonArray("topics")).isEqualTo(new JsonArray().add("h/gap"));
        assertThat(gap.getString("after")).isEqualTo(first);
        assertThat(gap.getString("resume")).isEqualTo(event(page, 0).getString("id"));
        assertThat(get("/history/h/gap?after=" + second).containsKey("gap"))
                .as("everything after that event is kept")
                .isFalse();
    }

    @Test
    void reading_from_the_beginning_lacks_nothing_that_was_asked_for() {
        for (int i = 0; i < 2 * KEPT; i++) {
            hub.publish("h/begin", "" + i);
        }
        for (String target :
                new String[] {"/history/h/begin", "/history/h/begin?after=earliest", "/history/h/begin?after="}) {
            JsonObject page = get(target);
            assertThat(page.containsKey("gap")).isFalse();
            assertThat(event(page, 0).getString("data")).isEqualTo("" + KEPT);
        }
    }

    @Test
    void an_id_that_this_hub_did_not_give_out_is_a_gap_and_everything_kept() {
        hub.publish("h/ids", "kept");
        String epoch = hub.server().hub().lineage().epoch();
        String[][] ids = {{"nonsense", "unknown"}, {"zzzzzzzz-1", "restarted"}, {epoch + "-999999999", "unknown"}};
        for (String[] id : ids) {
            JsonObject page = get("/history/h/ids?after=" + id[0]);
            assertThat(page.getJsonObject("gap").getString("reason")).isEqualTo(id[1]);
            assertThat(page.getJsonObject("gap").getString("after")).isEqualTo(id[0]);
            assertThat(event(page, 0).getString("data")).isEqualTo("kept");
        }
    }

    @Test
    void history_without_a_topic_is_all_and_topics_may_stand_in_the_query() {
        hub.publish("h/query/a", "1");
        hub.publish("h/query/b", "2");
        assertThat(get("/history?topic=h/query/a&topic=h/query/b").getJsonArray("events"))
                .hasSize(2);
        assertThat(get("/history?limit=1000").getJsonArray("events").size()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void a_topic_says_what_is_kept_of_it_and_who_reads_it() {
        for (int i = 0; i < KEPT + 1; i++) {
            hub.publish("t/one", "" + i);
        }
        JsonObject page = get("/history/t/one");
        try (RawClient reader = hub.connect().get("/events/t/*")) {
            reader.head();
            reader.chunk();
            JsonObject topic = get("/topics/t/one");
            assertThat(topic.fieldNames())
                    .containsExactly("topic", "events", "bytes", "oldest", "newest", "time", "subscribers");
            assertThat(topic.getInteger("events")).isEqualTo(KEPT);
            assertThat(topic.getString("oldest")).isEqualTo(event(page, 0).getString("id"));
            assertThat(topic.getString("newest"))
                    .isEqualTo(event(page, KEPT - 1).getString("id"));
            assertThat(topic.getInteger("subscribers")).isEqualTo(1);
        }
    }

    @Test
    void topics_are_listed_sorted_page_by_page_without_the_hub_s_own() {
        hub.publish("list/b", "x");
        hub.publish("list/a", "x");
        hub.publish("list/c", "x");
        JsonObject first = get("/topics?topic=list/**&limit=2");
        assertThat(first.getJsonArray("topics").getJsonObject(0).getString("topic"))
                .isEqualTo("list/a");
        assertThat(first.getString("next")).isEqualTo("list/b");
        JsonObject second = get("/topics?topic=list/**&limit=2&after=list/b");
        assertThat(second.getJsonArray("topics")).hasSize(1);
        assertThat(second.containsKey("next")).isFalse();
        assertThat(get("/topics?limit=1000").encode()).doesNotContain("\"hub/");
    }
}
