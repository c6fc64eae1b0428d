package beelab.lab.scenario;

/**
 * A Service of type NodePort answers a GET.
 *
 * @param port node port, 30000 to 32767
 * @param path path and query, beginning with a slash
 * @param status status code it must answer with
 * @param contains text that the body must hold; empty for any body
 */
public record HttpCondition(
        int port, String path, int status, String contains, String message, Mark mark)
        implements ClusterCondition {

    @Override
    public String describe() {
        String text = "GET port %d%s answers %d".formatted(port, path, status);
        return contains.isEmpty() ? text : text + " with " + contains;
    }
}
