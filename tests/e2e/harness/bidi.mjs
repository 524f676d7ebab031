// WebDriver BiDi over a web socket.
import WebSocket from 'ws';

export class Bidi {
  #last = 0;
  #waiting = new Map();

  static async connect(address) {
    const bidi = new Bidi();
    bidi.socket = new WebSocket(`${address}/session`);
    await new Promise((resolve, reject) => bidi.socket.on('open', resolve).on('error', reject));
    bidi.socket.on('message', (data) => bidi.#receive(JSON.parse(data)));
    bidi.socket.on('close', () => {
      for (const { reject } of bidi.#waiting.values()) reject(new Error('the browser went away'));
    });
    return bidi;
  }

  #receive(message) {
    const waiting = this.#waiting.get(message.id);
    if (!waiting) return;
    this.#waiting.delete(message.id);
    if (message.type === 'error') waiting.reject(new Error(`${waiting.method}: ${message.error}: ${message.message}`));
    else waiting.resolve(message.result);
  }

  send(method, params = {}) {
    return new Promise((resolve, reject) => {
      // Nobody would ever answer.
      if (this.socket.readyState !== WebSocket.OPEN) throw new Error(`${method}: the browser went away`);
      this.#waiting.set(++this.#last, { resolve, reject, method });
      this.socket.send(JSON.stringify({ id: this.#last, method, params }));
    });
  }

  /** Runs a function in a context: its arguments and its value travel as JSON, but for a leading element. */
  async call(context, fn, args, element) {
    const given = [{ type: 'string', value: JSON.stringify(args) }];
    if (element) given.unshift({ sharedId: element.sharedId });
    const declaration = element
      ? `async (element, args) => JSON.stringify(await (${fn})(element, ...JSON.parse(args)))`
      : `async (args) => JSON.stringify(await (${fn})(...JSON.parse(args)))`;
    return this.#run(context, declaration, given);
  }

  /** Runs a function in a context on each of the elements: their values. */
  callOnAll(context, fn, elements) {
    return this.#run(context, `async (...elements) => JSON.stringify(elements.map(${fn}))`, elements.map(({ sharedId }) => ({ sharedId })));
  }

  async #run(context, functionDeclaration, given) {
    const answer = await this.send('script.callFunction', { functionDeclaration, target: { context }, arguments: given, awaitPromise: true, userActivation: true });
    if (answer.type === 'exception') throw new Error(answer.exceptionDetails.text);
    return answer.result.value === undefined ? undefined : JSON.parse(answer.result.value);
  }

  close() { this.socket.close(); }
}
