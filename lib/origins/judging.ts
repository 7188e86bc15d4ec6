/** What a selector says, until it throws: somebody is told of that once, and from then on it is a no. */
export const judging = <A>(
  where: ((value: A) => boolean) | undefined,
  fail: (error: unknown) => void,
): ((value: A) => boolean) => {
  let failed = false
  return (value) => {
    try {
      return !failed && (where === undefined || where(value))
    } catch (error) {
      failed = true
      fail(error)
      return false
    }
  }
}
