namespace Faceptor.Training.Recipes;

/// <summary>What training does about a step whose loss or gradient is NaN or infinite.</summary>
public enum NonFinitePolicy
{
    /// <summary>Save a diagnostic checkpoint and stop, naming task and step.</summary>
    Stop,

    /// <summary>Leave the weights as they are, count the step and go on.</summary>
    Skip,
}
