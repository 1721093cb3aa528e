import { describe, expect, it, jest } from '@jest/globals';
import type { FastifyReply } from 'fastify';
import { DomainError } from '../../domain/errors.js';
import { refusedForm } from './refused-form.js';

/** As much of a reply as a refusal touches. */
function replyOf(route: string) {
  const warn = jest.fn();
  const headers: Record<string, string> = {};
  const reply = {
    request: { routeOptions: { url: route } },
    log: { warn },
    header: (name: string, value: string) => {
      headers[name] = value;
    },
  };
  return { warn, headers, reply: reply as unknown as FastifyReply };
}

describe('a form that is refused', () => {
  it('because we were not able to take it is logged with its cause, and without what was typed', () => {
    const { warn, headers, reply } = replyOf('/:language/:edition/pledges/:token/pay');
    const error = new DomainError('PAYMENT_PROVIDER_UNAVAILABLE', 'Stripe is away');
    expect(refusedForm(error, { name: 'Zoë' }, reply)).toMatchObject({
      status: 503,
      form: { values: { name: 'Zoë' } },
    });
    expect(headers).toEqual({ 'retry-after': '5' });
    expect(warn).toHaveBeenCalledTimes(1);
    const [about] = warn.mock.calls[0] ?? [];
    expect(about).toEqual({
      route: '/:language/:edition/pledges/:token/pay',
      status: 503,
      code: 'PAYMENT_PROVIDER_UNAVAILABLE',
      err: error,
    });
  });

  it('because of what was typed is not logged', () => {
    const { warn, reply } = replyOf('/:language/:edition/give');
    expect(refusedForm(new DomainError('GIVING_CLOSED', 'Closed'), {}, reply).status).toBeLessThan(500);
    expect(warn).not.toHaveBeenCalled();
  });
});
