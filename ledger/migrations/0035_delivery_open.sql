-- what is still to be delivered, and dead letters, are few beside what was delivered
create index delivery_open on delivery (subscription, state, id) where state <> 'delivered';
