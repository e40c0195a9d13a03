type Task = () => void;

let works: Task[] = [];
let flushes: Task[] = [];
let planned = false;
const SOON = Promise.resolve();

/**
 * Runs a task when all that the system has reported in the present turn of the event loop has been heard (in the check phase of
 * libuv): what many connections ask for in one turn can then be done in one step. The task must not throw.
 */
export function atTurnEnd(task: Task): void {
  plan();
  works.push(task);
}

/** Runs a task behind all of `atTurnEnd`, in the same turn, so that what those write goes out in one piece. It must not throw. */
export function flushAtTurnEnd(task: Task): void {
  plan();
  flushes.push(task);
}

/**
 * Runs a task when what runs now has returned, before anything else is heard. It must not throw. `queueMicrotask` does the same, but makes a
 * resource for each task by which others could follow it.
 */
export function soon(task: Task): void {
  void SOON.then(task);
}

function plan(): void {
  if (planned) return;
  planned = true;
  setImmediate(end);
}

function end(): void {
  try {
    while (works.length > 0 || flushes.length > 0) {
      const tasks = works.length > 0 ? works : flushes;
      if (tasks === works) works = [];
      else flushes = [];
      for (const task of tasks) task();
    }
  } finally {
    planned = false;
  }
}
