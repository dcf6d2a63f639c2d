// What the theme leaves out for people who use a keyboard or listen to a page.
addEventListener("DOMContentLoaded", () => {
  for (const caption of document.querySelectorAll("p.caption[role=heading]")) {
    caption.setAttribute("aria-level", "2");
  }
  // Whatever may be wider than a phone can be scrolled with the arrow keys, too.
  const wide = document.querySelectorAll("pre, .cell_output .text_html, .table-wrapper");
  const reach = () => {
    for (const box of wide) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  new ResizeObserver(reach).observe(document.documentElement);
  reach();
});
