import { userInfo } from 'node:os';

/**
 * Who runs this process: the name of its account; `user 1000` for an account that has only a number, as in many
 * containers.
 */
export function localUser(nameOfAccount = () => userInfo().username): string {
  try {
    return nameOfAccount();
  } catch (error) {
    const number = process.getuid?.();
    if (number === undefined) throw error;
    return `user ${number}`;
  }
}
