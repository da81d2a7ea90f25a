/** So many answers are kept. */
const most = 1_000

/** The same function, which works out an answer once: for what is asked of the same few texts again and again. */
export function remembered<T>(work: (text: string) => T): (text: string) => T {
  const answers = new Map<string, T>()
  return (text) => {
    const known = answers.get(text)
    if (known !== undefined) return known
    const answer = work(text)
    // Whoever asks for that many has no few that come again.
    if (answers.size >= most) answers.clear()
    answers.set(text, answer)
    return answer
  }
}
