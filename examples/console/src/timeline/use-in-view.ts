import { type RefCallback, useEffect, useState } from "react";

/** Calls `reached` when the element comes into view, and again after each change of `wanted` while it stays there. */
export const useInView = (reached: () => void, wanted: boolean): RefCallback<Element> => {
  const [element, watch] = useState<Element | null>(null);
  useEffect(() => {
    if (element === null || !wanted) return;
    // Ahead of the end, so that a reader who scrolls at leisure never meets it.
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && reached(), { rootMargin: "400px" });
    observer.observe(element);
    return () => observer.disconnect();
  });
  return watch;
};
