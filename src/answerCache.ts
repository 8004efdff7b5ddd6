/** Keeps answers for as long as the page lives, by what was asked. Those who ask at once share one request; a failure is not kept. */
export class AnswerCache<Item> {
  private readonly answers = new Map<string, Promise<Item[]>>();

  get(key: string, load: () => Promise<Item[]>): Promise<Item[]> {
    const answer =
      this.answers.get(key) ??
      load().catch((error: unknown) => {
        this.answers.delete(key);
        throw error;
      });
    this.answers.set(key, answer);
    return answer;
  }
}
