//! Where statements are answered: how many at once, for how long, and on what.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use duckdb::Connection;
use gateway_runtime::Handle;
use gateway_runtime::channel::AnyChannel;
use gateway_runtime::engine::{NodeError, Refused};
use gateway_runtime::futures::future::BoxFuture;
use gateway_runtime::state::{Answer, Keeper, Question, Tables, Ticks, Unanswered};
use tokio::sync::{Mutex, OnceCell, Semaphore, oneshot};
use tokio::time::{Instant, timeout, timeout_at};

use crate::database::{self, Lent, Readers};
use crate::follow::Followed;
use crate::guard::Known;
use crate::layout::Layout;
use crate::{Settings, guard, statement, ticks};

/// How long to wait for a statement that was interrupted until it is interrupted again.
const INTERRUPT_AGAIN: Duration = Duration::from_millis(50);

/// The tables, open.
pub(crate) struct Desk {
    inside: Arc<Inside>,
}

struct Inside {
    settings: Settings,
    keeper: Keeper,
    channels: &'static [&'static dyn AnyChannel],
    names: Vec<String>,
    /// The columns of the ticks of each channel.
    layouts: Vec<Layout>,
    /// Opened by the first statement, unless it is a file.
    database: OnceCell<Database>,
    /// A place for each statement that runs.
    places: Semaphore,
    /// How many statements run or wait.
    asked: AtomicUsize,
}

/// The database with its tables.
struct Database {
    readers: Arc<Readers>,
    writer: Arc<Mutex<Writer>>,
}

/// The one that writes: one after the other has the tables brought up to date, and finds most of it done.
struct Writer {
    connection: Connection,
    tables: Vec<Followed>,
}

impl Desk {
    /// Tables of all that `handle` keeps, in the database if it is open already.
    pub(crate) fn open(connection: Option<Connection>, settings: Settings, handle: &Handle) -> Result<Self, NodeError> {
        let (keeper, channels) = (handle.keeper().clone(), handle.channels());
        let tables = Followed::all(&keeper, channels)?;
        let names = tables.iter().map(|table| table.name().to_owned()).collect();
        let inside = Inside {
            layouts: channels.iter().map(|channel| ticks::layout(*channel)).collect(),
            names,
            channels,
            database: OnceCell::new_with(connection.map(|connection| Database::new(connection, tables)).transpose()?),
            places: Semaphore::new(settings.queries.max(1)),
            asked: AtomicUsize::new(0),
            keeper,
            settings,
        };
        Ok(Self { inside: Arc::new(inside) })
    }
}

impl Tables for Desk {
    fn ask(&self, question: Question) -> BoxFuture<'_, Result<Answer, Unanswered>> {
        let inside = Arc::clone(&self.inside);
        Box::pin(async move {
            let (_asker, gone) = oneshot::channel::<()>();
            // Who leaves while it runs does not leave it running: a task of its own sees that, and stops it.
            let answering = tokio::spawn(async move { inside.answer(question, gone).await });
            answering.await.unwrap_or_else(|lost| Err(Unanswered::Failed(format!("a statement was lost: {lost}"))))
        })
    }

    fn names(&self) -> Vec<String> {
        self.inside.names.clone()
    }

    fn arrow(&self, Ticks { channel, columns, rows }: &Ticks<'_>) -> Result<Vec<u8>, Unanswered> {
        let layout = self.inside.layouts.get(*channel).ok_or_else(|| Unanswered::Failed("there is no such channel".to_owned()))?;
        ticks::arrow(layout, *columns, rows)
    }
}

impl Inside {
    async fn answer(&self, question: Question, gone: oneshot::Receiver<()>) -> Result<Answer, Unanswered> {
        let _counted = Counted::new(&self.asked, self.settings.queries.saturating_add(self.settings.waiting))?;
        let deadline = Instant::now() + self.settings.timeout;
        let too_late = || Unanswered::TimedOut(self.settings.timeout);
        let place = timeout_at(deadline, self.places.acquire()).await.map_err(|_| too_late())?;
        let _place = place.map_err(|_| Unanswered::Failed("the tables are closed".to_owned()))?;

        let database = self.database().await?;
        let reader = database.readers.take().map_err(|error| Unanswered::Failed(crate::text::of_error(&error)))?;
        let (sql, known) = (question.sql.clone(), self.known(question.tables.as_deref()));
        let (reader, allowed) = blocking(move || {
            let allowed = guard::check(&reader, &sql, &known);
            (reader, allowed)
        })
        .await?;
        let tables: Vec<String> = allowed?.tables.into_iter().collect();
        if !tables.is_empty() {
            timeout_at(deadline, self.catch_up(database, tables)).await.map_err(|_| too_late())??;
        }
        self.run(reader, question, deadline, gone).await
    }

    /// The tables that somebody may name: all of them, or only some.
    fn known(&self, only: Option<&[String]>) -> Known {
        let may_name = |name: &&String| only.is_none_or(|only| only.contains(name));
        Known { tables: self.names.iter().filter(may_name).cloned().collect(), is_all: only.is_none() }
    }

    /// The database. The first statement opens it, while others wait for that.
    async fn database(&self) -> Result<&Database, Unanswered> {
        let open = || async {
            let (settings, keeper, channels) = (self.settings.clone(), self.keeper.clone(), self.channels);
            let opened = blocking(move || Database::new(database::open(&settings)?, Followed::all(&keeper, channels)?)).await?;
            opened.map_err(|error| {
                tracing::error!("the database of the tables does not open: {error}");
                Unanswered::Failed(format!("the database of the tables does not open: {error}"))
            })
        };
        self.database.get_or_try_init(open).await
    }

    /// Runs a statement, until its time is over or nobody waits any more.
    async fn run(&self, reader: Lent, question: Question, deadline: Instant, gone: oneshot::Receiver<()>) -> Result<Answer, Unanswered> {
        let (interrupt, settings) = (reader.interrupt_handle(), self.settings.clone());
        let mut running = std::pin::pin!(blocking(move || statement::run(&reader, &question, &settings)));
        tokio::select! {
            answered = &mut running => return answered?,
            () = tokio::time::sleep_until(deadline) => {}
            _ = gone => {}
        }
        loop {
            // An interrupt between two steps is overlooked.
            interrupt.interrupt();
            if let Ok(ended) = timeout(INTERRUPT_AGAIN, &mut running).await {
                return match ended? {
                    // The interrupt may show as another error, such as that of a transaction that it has ended.
                    Err(Unanswered::TimedOut(_) | Unanswered::Refused(_)) => Err(Unanswered::TimedOut(self.settings.timeout)),
                    // What was ready at the last moment is good.
                    answered => answered,
                };
            }
        }
    }

    /// Brings tables up to all that was sent before this call.
    async fn catch_up(&self, database: &Database, names: Vec<String>) -> Result<(), Unanswered> {
        self.keeper.settled().await.map_err(|refused| match refused {
            refused @ (Refused::Stopping | Refused::TooLarge(_)) => Unanswered::Behind(refused.to_string()),
            Refused::Full => Unanswered::Behind("the engine is busy for too long: try again later".to_owned()),
        })?;
        let (mut writer, keeper) = (Arc::clone(&database.writer).lock_owned().await, self.keeper.clone());
        blocking(move || writer.catch_up(&keeper, &names)).await?.map_err(|error| {
            tracing::error!("tables cannot follow what is kept: {error}");
            Unanswered::Failed(format!("the tables cannot follow what is kept: {error}"))
        })
    }
}

impl Database {
    /// Makes these tables.
    fn new(connection: Connection, tables: Vec<Followed>) -> Result<Self, NodeError> {
        tables.iter().try_for_each(|table| table.create(&connection))?;
        let readers = Arc::new(Readers::new(connection.try_clone()?));
        Ok(Self { readers, writer: Arc::new(Mutex::new(Writer { connection, tables })) })
    }
}

impl Writer {
    /// All of them in one transaction, so that a statement sees what belongs together.
    fn catch_up(&mut self, keeper: &Keeper, names: &[String]) -> Result<(), NodeError> {
        self.connection.execute_batch("BEGIN TRANSACTION")?;
        let meant = self.tables.iter_mut().filter(|table| names.iter().any(|name| name == table.name()));
        let followed: Result<Vec<_>, NodeError> =
            meant.map(|table| table.catch_up(&self.connection, keeper).map(|caught_up| (table, caught_up))).collect();
        match followed {
            Ok(followed) => {
                self.connection.execute_batch("COMMIT")?;
                for (table, caught_up) in followed {
                    table.note(caught_up);
                }
                Ok(())
            }
            Err(error) => {
                self.connection.execute_batch("ROLLBACK")?;
                Err(error)
            }
        }
    }
}

/// Runs what may take long on a thread of its own.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Unanswered> {
    tokio::task::spawn_blocking(work).await.map_err(|lost| Unanswered::Failed(format!("a statement was lost: {lost}")))
}

/// One statement among those that run or wait.
struct Counted<'a>(&'a AtomicUsize);

impl<'a> Counted<'a> {
    fn new(asked: &'a AtomicUsize, most: usize) -> Result<Self, Unanswered> {
        let counted = Self(asked);
        if asked.fetch_add(1, Relaxed) >= most { Err(Unanswered::Busy) } else { Ok(counted) }
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}
