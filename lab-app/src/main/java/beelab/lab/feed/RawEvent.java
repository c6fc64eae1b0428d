package beelab.lab.feed;

/** The event as the sensor sent it; turned into text only when somebody asks. */
public interface RawEvent {

    /** One line of JSON with the field names of the sensor's export. */
    String json();
}
