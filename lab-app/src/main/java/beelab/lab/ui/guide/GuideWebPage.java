package beelab.lab.ui.guide;

import beelab.lab.ui.common.Appearance;
import beelab.lab.ui.common.Shown;
import beelab.lab.ui.common.Theme;
import javafx.concurrent.Worker;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.web.WebEngine;
import javafx.scene.web.WebView;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.w3c.dom.events.DocumentEvent;
import org.w3c.dom.events.Event;
import org.w3c.dom.events.EventTarget;

/**
 * The WebView with the text of one page. JavaScript is off; clicks are heard through the DOM from
 * Java, so a guide can cause nothing but what its blocks declare.
 */
final class GuideWebPage {
    private static final String COPY_LINK = "bee:copy/";

    private final GuideViewModel model;
    private final WebView view = new WebView();
    private final WebEngine engine = view.getEngine();
    private final Appearance appearance;

    GuideWebPage(GuideViewModel model, Appearance appearance) {
        this.model = model;
        this.appearance = appearance;
        view.setId("guide-text");
        view.setContextMenuEnabled(false);
        view.setAccessibleText("The guide's text");
        view.setMinWidth(0);
        engine.setJavaScriptEnabled(false);
        engine.getLoadWorker()
                .stateProperty()
                .subscribe(state -> {
                    if (state == Worker.State.SUCCEEDED) {
                        listenToClicks(engine.getDocument());
                    }
                });
        appearance.textScaleProperty().subscribe(scale -> view.setZoom(scale.doubleValue() / 100));
        appearance.themeProperty().subscribe(this::recolour);
        Shown.keep(this::load, model.indexProperty());
    }

    WebView view() {
        return view;
    }

    /**
     * Clicks a link of the page, as the mouse does.
     *
     * @return whether the page has such a link
     */
    boolean click(String link) {
        Document document = engine.getDocument();
        if (engine.getLoadWorker().getState() != Worker.State.SUCCEEDED || document == null) {
            return false;
        }
        NodeList anchors = document.getElementsByTagName("a");
        for (int i = 0; i < anchors.getLength(); i++) {
            if (anchors.item(i) instanceof Element anchor
                    && link.equals(anchor.getAttribute("href"))
                    && anchor instanceof EventTarget target
                    && document instanceof DocumentEvent events) {
                Event click = events.createEvent("MouseEvents");
                click.initEvent("click", true, true);
                target.dispatchEvent(click);
                return true;
            }
        }
        return false;
    }

    private void load() {
        engine.loadContent(
                GuideHtml.page(
                        model.page().step().title(),
                        model.html(),
                        appearance.themeProperty().get(),
                        id -> !model.copyText(id).isEmpty()));
    }

    private void recolour(Theme theme) {
        Document document = engine.getDocument();
        if (document != null && document.getDocumentElement() != null) {
            document.getDocumentElement().setAttribute("class", theme.id());
        }
    }

    private void listenToClicks(@Nullable Document document) {
        if (document instanceof EventTarget target) {
            target.addEventListener("click", this::clicked, true);
        }
    }

    /** Runs on the FX thread, called by WebKit: nothing may escape. */
    private void clicked(Event event) {
        String link = linkAt(event.getTarget());
        if (link == null) {
            return;
        }
        event.preventDefault();
        event.stopPropagation();
        if (link.startsWith("#")) {
            return;
        }
        if (link.startsWith(COPY_LINK)) {
            ClipboardContent content = new ClipboardContent();
            content.putString(model.copyText(link.substring(COPY_LINK.length())));
            Clipboard.getSystemClipboard().setContent(content);
        } else {
            // Not inside of WebKit's call: acting may replace the page.
            javafx.application.Platform.runLater(() -> model.follow(link));
        }
    }

    private static @Nullable String linkAt(@Nullable EventTarget target) {
        Node node = target instanceof Node hit ? hit : null;
        while (node != null) {
            if (node instanceof Element element && element.getTagName().equalsIgnoreCase("a")) {
                return element.getAttribute("href");
            }
            node = node.getParentNode();
        }
        return null;
    }
}
