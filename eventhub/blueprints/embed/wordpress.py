"""The lines that teach a WordPress theme the shortcode ``[eventhub]``; docs/embedding.md shows the same."""

from __future__ import annotations

_LINES = """\
add_shortcode('eventhub', function ($given) {
    $hub = 'HUB';
    $said = shortcode_atts(['filter' => '', 'locale' => '', 'theme' => 'auto', 'accent' => '', 'view' => '', 'limit' => '10'], $given);
    wp_enqueue_script_module('eventhub', "$hub/embed/eventhub.js");
    $attributes = '';
    foreach (array_filter($said) as $name => $value) {
        $attributes .= sprintf(' %s="%s"', $name, esc_attr(html_entity_decode($value)));
    }
    $list = esc_url($hub . '/events?' . html_entity_decode($said['filter']));
    return sprintf('<eventhub-events src="%s"%s><a href="%s">%s</a></eventhub-events>', $hub, $attributes, $list, esc_html__('All events'));
});
"""


def shortcode_lines(hub: str) -> str:
    """PHP for the functions.php of a theme, of WordPress 6.5 or newer.

    :param hub: the address of this installation, without a slash at its end.
    """
    return _LINES.replace("HUB", hub.replace("\\", "").replace("'", ""))
