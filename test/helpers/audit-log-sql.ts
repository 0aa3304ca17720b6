/** The audit log with the values that can be erased, as a table expression for SQL. */
export const auditLog = `(
  SELECT e.sequence, e.id, e.occurred_at, e.action, e.outcome, e.actor_type, e.actor_id, e.subject_id,
    e.resource_type, e.resource_id, e.request_id,
    coalesce(e.reason, details.reason) AS reason,
    coalesce(e.ip_address, origin.ip_address) AS ip_address,
    coalesce(e.user_agent, origin.user_agent) AS user_agent,
    CASE WHEN e.changes IS NULL OR details.changes IS NULL THEN coalesce(e.changes, details.changes)
      ELSE (e.changes::jsonb || details.changes::jsonb)::text END AS changes
  FROM audit_events e
  LEFT JOIN audit_personal origin
    ON e.origin_digest IS NOT NULL AND origin.entry_id = e.id AND origin.part = 'origin'
  LEFT JOIN audit_personal details
    ON e.details_digest IS NOT NULL AND details.entry_id = e.id AND details.part = 'details'
) AS audit_log`;
