//! Scenes: what the storms meet by chance is set up here on purpose, in the same made-up world but
//! in calm weather.

mod erasing;
mod joining;
mod lingering;
mod loading;
mod reconnecting;
mod strokes;

use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;
use vitrine_server::auth;
use vitrine_server::store::{AgentRecord, Seeded, SessionRecord, VisitorRecord};
use vitrine_shared::ids::{ConversationId, MediaId, VisitorId};
use vitrine_shared::room::Command;
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::Auth;
use vitrine_shared::wire::people::StaffRole;
use vitrine_tests::Topic;
use vitrine_tests::history::History;

use crate::client::{Around, Client, Login};
use crate::dice::Dice;
use crate::host::Host;
use crate::network::Wire;
use crate::shop;
use crate::storage::Storage;
use crate::trace::Trace;

/// How much time passes between two looks, in milliseconds.
const TICK: u64 = 10;
/// The time of day at which a scene begins: 1 January 2026.
const EPOCH: i64 = 1_767_225_600_000;
/// Waiting for longer than this is waiting for ever, in milliseconds.
const PATIENCE: u64 = 200_000;

/// A visitor and its conversation.
struct Talk {
    visitor: VisitorRecord,
    token: String,
    conversation: Option<ConversationId>,
}

/// A process and those who use it.
struct Scene {
    storage: Arc<Storage>,
    host: Option<Host>,
    clients: Vec<Client>,
    /// Which conversation each of them is in.
    of: Vec<usize>,
    talks: Vec<Talk>,
    session: SessionRecord,
    ids: Seeded,
    media: MediaId,
    wires: Vec<Wire>,
    dice: Dice,
    now: u64,
    history: History,
    trace: Trace,
    folder: TempDir,
}

impl Scene {
    fn new() -> Self {
        let (storage, mut dice) = (Storage::new(), Dice::new(1));
        let mut tables = storage.setup();
        let ids = tables.seed(&shop::seed());
        let (account, id, role) = (ids.account, ids.agent, StaffRole::Administrator);
        let agent = AgentRecord { account, id, name: "Ana".to_owned(), role };
        let (created_at, last_seen_at) = (UnixMillis(EPOCH), UnixMillis(EPOCH));
        let device = "a made-up browser".to_owned();
        let session = SessionRecord { id: dice.id(), agent, created_at, last_seen_at, device };
        tables.session(&session);
        let media = dice.id::<MediaId>();
        tables.media(&shop::picture(account, media));
        drop(tables);
        let mut scene = Self {
            storage,
            host: None,
            clients: Vec::new(),
            of: Vec::new(),
            talks: Vec::new(),
            session,
            ids,
            media,
            wires: Vec::new(),
            dice,
            now: 0,
            history: History::default(),
            trace: Trace::default(),
            folder: crate::folder(),
        };
        scene.begin();
        scene
    }

    /// A process begins.
    fn begin(&mut self) {
        let now = UnixMillis(EPOCH + i64::try_from(self.now).expect("a scene is short"));
        self.host = Host::start(&self.storage, self.folder.path(), now);
    }

    fn host(&self) -> &Host {
        self.host.as_ref().expect("a process is running")
    }

    /// A visitor who has not come yet.
    fn talk(&mut self) -> usize {
        let id = self.dice.id::<VisitorId>();
        let (account, inbox) = (self.ids.account, self.ids.inbox);
        let visitor = VisitorRecord { account, inbox, id, name: None };
        let token = format!("token-{id}");
        self.storage.setup().visitor(&visitor, auth::hash(&token));
        self.talks.push(Talk { visitor, token, conversation: None });
        self.talks.len() - 1
    }

    /// One more tab of the visitor of a conversation.
    fn visitor_in(&mut self, talk: usize) -> usize {
        let Talk { visitor, token, .. } = &self.talks[talk];
        let (who, login) = (visitor.id.into(), Login::Visitor(token.clone()));
        self.somebody(format!("visitor {}", self.clients.len()), who, login, talk)
    }

    /// One more tab of the agent that reads what everybody sees only.
    fn onlooker_in(&mut self, talk: usize) -> usize {
        let n = self.agent_in(talk);
        self.clients[n].reads_staff = false;
        n
    }

    /// One more tab of the agent, who looks at a conversation.
    fn agent_in(&mut self, talk: usize) -> usize {
        let (who, login) = (self.ids.agent.into(), Login::Agent(self.session.clone()));
        self.somebody(format!("agent {}", self.clients.len()), who, login, talk)
    }

    fn somebody(
        &mut self,
        name: String,
        who: vitrine_shared::ids::ParticipantId,
        login: Login,
        talk: usize,
    ) -> usize {
        let tab = self.dice.id();
        self.clients.push(Client::new(name, who, login, tab));
        self.of.push(talk);
        self.clients.len() - 1
    }

    /// Asks for something.
    fn wish(&mut self, n: usize, command: Command) {
        let cid = self.dice.id();
        self.clients[n].wish(cid, command, &mut self.history);
    }

    /// A public stream as somebody knows it.
    fn room(&self, n: usize) -> &Topic {
        self.clients[n].replica.topic(1)
    }

    /// Time passes for everybody.
    fn tick(&mut self) {
        self.arrive();
        if let Some(host) = &self.host {
            host.run(Duration::from_millis(TICK));
        }
        self.everybody();
    }

    /// What is under way arrives.
    fn arrive(&mut self) {
        self.now += TICK;
        self.wires.retain(Wire::in_use);
        self.wires.iter().for_each(|wire| wire.tick(self.now));
    }

    /// Everybody reads and writes.
    fn everybody(&mut self) {
        for n in 0..self.clients.len() {
            self.look(n);
        }
    }

    /// One of them reads and writes.
    fn look(&mut self, n: usize) {
        if self.clients[n].wants_connection(self.now) {
            self.connect(n);
        }
        let conversation = &mut self.talks[self.of[n]].conversation;
        let begun = conversation.is_some_and(|id| self.storage.begun(id));
        let (now, history, trace) = (self.now, &mut self.history, &mut self.trace);
        let mut around = Around { now, history, trace, conversation, begun };
        self.clients[n].step(&mut around, &mut self.dice);
    }

    fn connect(&mut self, n: usize) {
        let Some(host) = &mut self.host else {
            self.clients[n].wait(self.now + 100);
            return;
        };
        let (wire, client, server) = Wire::open(self.now, self.dice.split(), (0, 0));
        let proof = match &self.clients[n].login {
            Login::Visitor(token) => Auth::Visitor(token.clone()),
            Login::Agent(session) => host.ticket(session),
        };
        host.accept(server);
        self.wires.push(wire.clone());
        self.clients[n].connect(wire, client, proof, self.now);
    }

    /// Lets time pass until something is so.
    #[track_caller]
    fn until(&mut self, so: impl Fn(&Self) -> bool) {
        let deadline = self.now + PATIENCE;
        while !so(self) {
            assert!(self.now < deadline, "it did not come about: {}", self.news());
            self.tick();
        }
    }

    /// How everybody is, for a message.
    fn news(&self) -> String {
        let news = self.clients.iter().map(|client| {
            let (ready, answered) = (client.ready(), client.answered());
            let last = client.replica.refusals.last();
            format!("{} ready {ready} answered {answered} {last:?}", client.name)
        });
        news.collect::<Vec<_>>().join("; ")
    }

    /// Lets so many milliseconds pass.
    fn wait(&mut self, ms: u64) {
        let end = self.now + ms;
        while self.now < end {
            self.tick();
        }
    }

    /// Lets everybody come to rest.
    #[track_caller]
    fn rest(&mut self) {
        self.until(|scene| scene.clients.iter().all(|client| client.ready() && client.answered()));
    }
}
