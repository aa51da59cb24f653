//! Names of channels and keys on the command line, checked against what the program declares.

use gateway_runtime::channel::{AnyChannel, Shape};
use gateway_runtime::cli::nearest;
use gateway_runtime::mount::Description;

/// A channel, or one key of a basket, as the program declares it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    /// How its ticks look, and whether all keys of a basket are meant. `None` for a channel that configuration may name.
    pub(super) shape: Option<Shape>,
    /// Whether a key was given.
    pub(super) has_key: bool,
}

impl Found {
    /// Whether all keys of a basket are meant.
    pub(super) fn is_whole_basket(self) -> bool {
        self.shape == Some(Shape::Basket) && !self.has_key
    }
}

/// Finds `orders` or `quotes/A`.
///
/// # Errors
/// A text that tells what there is.
pub(super) fn channel(app: &Description<'_>, text: &str) -> Result<Found, String> {
    let (name, key) = text.split_once('/').map_or((text, None), |(name, key)| (name, Some(key)));
    let found = app.channels.iter().position(|channel| channel.name() == name || channel.name().replace('_', "-") == name);
    let Some(place) = found.filter(|place| !app.channels[*place].is_dynamic()) else {
        // What configuration names is known to the running gateway alone.
        let open = app.channels.iter().any(|channel| channel.is_dynamic());
        return if open && key.is_none() {
            Ok(Found { shape: None, has_key: false })
        } else {
            Err(unknown("channel", name, &names(app, |_| true)))
        };
    };
    let channel = app.channels[place];
    match key {
        Some(_) if channel.shape() != Shape::Basket => Err(format!("`{name}` is no basket, so it has no keys")),
        Some(key) if !channel.is_key(key) => Err(unknown("key", key, &app.keys[place])),
        key => Ok(Found { shape: Some(channel.shape()), has_key: key.is_some() }),
    }
}

/// Finds a channel that takes values.
///
/// # Errors
/// A text that tells what there is.
pub(super) fn sendable(app: &Description<'_>, text: &str) -> Result<Found, String> {
    let found = channel(app, text)?;
    let name = text.split('/').next().unwrap_or_default();
    let of_program = app.channels.iter().find(|channel| channel.name() == name || channel.name().replace('_', "-") == name);
    if of_program.is_some_and(|channel| !channel.is_sendable()) {
        return Err(format!("nothing can be sent to `{name}`; what takes values: {}", list(&names(app, |channel| channel.is_sendable()))));
    }
    Ok(found)
}

/// The names of the channels that fit.
pub(super) fn names(app: &Description<'_>, fits: impl Fn(&dyn AnyChannel) -> bool) -> Vec<String> {
    app.channels.iter().filter(|channel| !channel.is_dynamic() && fits(**channel)).map(|channel| channel.name().to_owned()).collect()
}

/// What is said of a name that does not exist.
pub(super) fn unknown(what: &str, name: &str, known: &[String]) -> String {
    let hint = nearest(name, known.iter().map(String::as_str)).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
    format!("there is no {what} `{name}`{hint}{} There are: {}", if hint.is_empty() { "." } else { "" }, list(known))
}

fn list(names: &[String]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}
