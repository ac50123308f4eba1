from django.db import migrations

SUM_IS_ZERO = """
CREATE FUNCTION timebank_sum_is_zero() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moved bigint;
    line_count integer;
    which bigint;
BEGIN
    IF TG_TABLE_NAME = 'timebank_transfer' THEN which := NEW.id; ELSE which := NEW.transfer_id; END IF;
    SELECT coalesce(sum(minutes), 0), count(*) INTO moved, line_count
        FROM timebank_line WHERE transfer_id = which;
    IF moved <> 0 OR line_count < 2 THEN
        RAISE EXCEPTION 'The lines of transfer % sum to % minutes: they must sum to zero, over two '
            'accounts or more.', which, moved USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER transfer_sums_to_zero AFTER INSERT ON timebank_transfer
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION timebank_sum_is_zero();
CREATE CONSTRAINT TRIGGER lines_sum_to_zero AFTER INSERT ON timebank_line
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION timebank_sum_is_zero();
"""

NOTHING_IS_EDITED = """
CREATE FUNCTION timebank_is_never_edited() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What was moved is never changed or removed: note the opposite transfer.'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER lines_stay BEFORE UPDATE OR DELETE ON timebank_line
    FOR EACH ROW EXECUTE FUNCTION timebank_is_never_edited();
CREATE TRIGGER transfers_stay BEFORE DELETE ON timebank_transfer
    FOR EACH ROW EXECUTE FUNCTION timebank_is_never_edited();
-- Its note, function and writer may be forgotten: they name people and things that go.
CREATE TRIGGER transfers_keep_what_they_say BEFORE UPDATE ON timebank_transfer
    FOR EACH ROW WHEN (
        (OLD.id, OLD.kind, OLD.key, OLD.day, OLD.corrects_id, OLD.made_at)
        IS DISTINCT FROM (NEW.id, NEW.kind, NEW.key, NEW.day, NEW.corrects_id, NEW.made_at)
    ) EXECUTE FUNCTION timebank_is_never_edited();
"""

BALANCES_FOLLOW = """
CREATE FUNCTION timebank_move_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE timebank_account SET balance_minutes = balance_minutes + NEW.minutes
        WHERE id = NEW.account_id;
    RETURN NULL;
END $$;
CREATE TRIGGER lines_move_balances AFTER INSERT ON timebank_line
    FOR EACH ROW EXECUTE FUNCTION timebank_move_balance();
CREATE FUNCTION timebank_balance_is_moved_by_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Depth 1 is this trigger alone; a line moves a balance from within its own.
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'A balance is moved by the lines of transfers alone.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER balances_follow_lines BEFORE UPDATE ON timebank_account
    FOR EACH ROW WHEN (OLD.balance_minutes <> NEW.balance_minutes)
    EXECUTE FUNCTION timebank_balance_is_moved_by_lines();
CREATE TRIGGER balances_begin_at_zero BEFORE INSERT ON timebank_account
    FOR EACH ROW WHEN (NEW.balance_minutes <> 0)
    EXECUTE FUNCTION timebank_balance_is_moved_by_lines();
"""

BACK = """
DROP TRIGGER transfer_sums_to_zero ON timebank_transfer;
DROP TRIGGER lines_sum_to_zero ON timebank_line;
DROP TRIGGER lines_stay ON timebank_line;
DROP TRIGGER transfers_stay ON timebank_transfer;
DROP TRIGGER transfers_keep_what_they_say ON timebank_transfer;
DROP TRIGGER lines_move_balances ON timebank_line;
DROP TRIGGER balances_follow_lines ON timebank_account;
DROP TRIGGER balances_begin_at_zero ON timebank_account;
DROP FUNCTION timebank_sum_is_zero, timebank_is_never_edited, timebank_move_balance,
    timebank_balance_is_moved_by_lines;
"""


class Migration(migrations.Migration):
    dependencies = [("timebank", "0001_initial")]

    operations = [
        migrations.RunSQL(SUM_IS_ZERO + NOTHING_IS_EDITED + BALANCES_FOLLOW, BACK),
    ]
