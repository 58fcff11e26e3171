-- Production orders that wait, which are told when something becomes of what they wait for.

create index order_dispatch_waiting on order_dispatch (plant, order_id) where state = 'waiting';
