package beelab.sensor.filter;

import static org.assertj.core.api.Assertions.assertThat;

import beelab.sensor.export.ProtoRedactions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--password=abc -v|--password=***** -v",
                "--password abc --password def|--password ***** --password *****",
                "--user me|--user me",
                "--password=|--password=",
            })
    void groupsAreHiddenWhereverThePatternMatches(String text, String hidden)
            throws FilterException {
        Redaction redaction =
                ProtoRedactions.parse("f", "{\"redact\":[\"--password(?:\\\\s+|=)(\\\\S*)\"]}");
        assertThat(redaction.apply("/usr/bin/x", text)).isEqualTo(hidden);
    }

    @Test
    void rulesApplyToTheProgramsTheyName() throws FilterException {
        Redaction redaction =
                ProtoRedactions.parse(
                        "f",
                        """
                        {"binary_regex":["/mysql$"],"redact":["-p(\\\\S+)"]}
                        {"redact":["token=((\\\\w+)-\\\\w+)"]}
                        """);
        assertThat(redaction.apply("/usr/bin/mysql", "-psecret token=a-b"))
                .isEqualTo("-p***** token=*****");
        assertThat(redaction.apply("/usr/bin/mysqld", "-psecret token=a-b"))
                .isEqualTo("-psecret token=*****");
    }

    @Test
    void withoutRulesNothingChanges() throws FilterException {
        assertThat(ProtoRedactions.parse("f", "\n").apply("/x", "--password=a"))
                .isEqualTo("--password=a");
    }
}
