// SPDX-License-Identifier: MIT
// Answers come in any order. What was read last is shown, not what came last. Pure.

/** The questions of one place on the page, in the order they were asked. */
export class Order {
  private asked = 0;
  private heard = 0;

  /** To be called when a question is asked; what it returns, once its answer is there: false when
   *  the answer to a later question was faster, so that this one is old. */
  ask(): () => boolean {
    this.asked += 1;
    const mine = this.asked;
    return () => {
      if (mine < this.heard) return false;
      this.heard = mine;
      return true;
    };
  }

  /** No answer to what was asked until now counts any more. */
  forget(): void {
    this.asked += 1;
    this.heard = this.asked;
  }
}
