/** What is told of an engine that is asked now and then. */
export interface AnswerWatch {
  /** No answer for a while: it is stopped, very busy, or out of reach. */
  readonly onSilent: () => void;
  /** It answers again. */
  readonly onAnswer: () => void;
  /** No answer for so long that the connection is to be given up. Told once, as the last. */
  readonly onDead: () => void;
}

const TICK_MS = 1_000;
const ASK_EVERY_TICKS = 5;
const SILENT_AFTER_TICKS = 8;
const DEAD_AFTER_TICKS = 30;

/**
 * Asks the engine every few seconds whether it is there: a connection whose other end was stopped, whose cable was pulled or whose machine sleeps stays open for minutes,
 * and what is sent on it waits. Time is counted in ticks of a timer, so that the sleep of this computer is no silence of the engine.
 * @param ask something small; a failure counts as an answer, since the connection tells of its own end
 * @returns a function that ends it
 */
export function watchAnswers(ask: () => Promise<unknown>, { onSilent, onAnswer, onDead }: AnswerWatch): () => void {
  /** Since the last question that is unanswered, or since the last answer. */
  let ticks = 0;
  let isAsked = false;
  const timer = setInterval(() => {
    ticks += 1;
    if (!isAsked) {
      if (ticks >= ASK_EVERY_TICKS) void putQuestion();
      return;
    }
    if (ticks === SILENT_AFTER_TICKS) onSilent();
    if (ticks < DEAD_AFTER_TICKS) return;
    clearInterval(timer);
    onDead();
  }, TICK_MS);

  async function putQuestion(): Promise<void> {
    isAsked = true;
    ticks = 0;
    await ask().catch(() => undefined);
    const wasSilent = ticks >= SILENT_AFTER_TICKS;
    isAsked = false;
    ticks = 0;
    if (wasSilent) onAnswer();
  }

  return () => { clearInterval(timer); };
}
