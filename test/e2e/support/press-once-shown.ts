import type { Page } from '@playwright/test';

interface Shown {
  /** Of elements, CSS. */
  readonly selector: string;
  /** What the text of one of them matches. */
  readonly text: RegExp;
}

interface Keys {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey?: boolean;
  readonly altKey?: boolean;
}

/**
 * Presses a button, by its label, or keys, as soon as something is shown: from within the page, since what runs may have ended before a press from outside arrives, on a
 * fast machine and on a busy one.
 * @returns what waits until it was pressed
 */
export async function pressOnceShown(page: Page, { selector, text }: Shown, press: { readonly button: string } | { readonly keys: Keys }): Promise<() => Promise<void>> {
  await page.evaluate(({ within, pattern, what }) => {
    delete document.body.dataset.pressed;
    const isShown = (): boolean => [...document.querySelectorAll(within)].some((element) => new RegExp(pattern, 'u').test(element.textContent));
    /** False where the button is not there yet. */
    const act = (): boolean => {
      const button = 'keys' in what ? document.body : [...document.querySelectorAll('button')].find((each) => (each.getAttribute('aria-label') ?? each.textContent) === what.button && !each.disabled);
      if (button === undefined) return false;
      if ('keys' in what) button.dispatchEvent(new KeyboardEvent('keydown', { ...what.keys, bubbles: true, cancelable: true }));
      else button.click();
      return true;
    };
    const look = new MutationObserver(() => {
      if (!isShown() || !act()) return;
      look.disconnect();
      document.body.dataset.pressed = 'true';
    });
    look.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
  }, { within: selector, pattern: text.source, what: press });
  return async () => { await page.waitForFunction(() => document.body.dataset.pressed === 'true', undefined, { timeout: 200_000 }); };
}
