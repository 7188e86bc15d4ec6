/** Where an error goes that comes behind another one, or too late for anybody: nothing fails in silence. */
export const report = (error: unknown): void => {
  console.warn('sluice: late error:', error)
}
